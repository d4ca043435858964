import { testVectors } from '../../../test/vectors/policies.ts';
import { poison } from './poison.ts';

testVectors(poison);
