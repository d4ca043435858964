import { testVectors } from '../../../test/vectors/policies.ts';
import { cleanFirst } from './clean-first.ts';

testVectors(cleanFirst);
