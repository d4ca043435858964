import { testVectors } from '../../../test/vectors/policies.ts';
import { lifo } from './lifo.ts';

testVectors(lifo);
