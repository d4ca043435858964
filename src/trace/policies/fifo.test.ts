import { testVectors } from '../../../test/vectors/policies.ts';
import { fifo } from './fifo.ts';

testVectors(fifo);
