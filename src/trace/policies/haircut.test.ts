import { testVectors } from '../../../test/vectors/policies.ts';
import { haircut } from './haircut.ts';

testVectors(haircut);
