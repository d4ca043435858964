import { testVectors } from '../../../test/vectors/policies.ts';
import { tiho } from './tiho.ts';

testVectors(tiho);
