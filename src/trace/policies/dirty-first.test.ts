import { testVectors } from '../../../test/vectors/policies.ts';
import { dirtyFirst } from './dirty-first.ts';

testVectors(dirtyFirst);
