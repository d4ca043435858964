// What the language allows and this project does not.

import { type Check, lineAt, type Node, nameOf, nodesIn, type Source, walk } from './tree.ts';

function eachNode(
  sources: Iterable<Source>,
  look: (node: Node, source: Source) => string,
): string[] {
  const findings: string[] = [];
  for (const source of sources) {
    walk(source.program, (node) => {
      const what = look(node, source);
      if (what) findings.push(`${source.path}:${lineAt(source.text, node.start)} ${what}`);
    });
  }
  return findings;
}

/** Files that a tool expects to have a default export. */
function mayExportDefault(file: string): boolean {
  return file.endsWith('.config.ts') || file === 'test/reporter.ts';
}

/** No enums, namespaces, decorators or default exports: Node runs the TypeScript as it is. */
export const plainSyntaxOnly: Check = (project) => {
  return eachNode(project.sources.values(), (node, source) => {
    if (node.type === 'TSEnumDeclaration') return 'has an enum: use a union of strings';
    if (node.type === 'TSModuleDeclaration' && node.declare !== true) return 'has a namespace';
    if (node.type === 'Decorator') return 'has a decorator';
    if (node.type === 'ExportDefaultDeclaration' && !mayExportDefault(source.path)) {
      return 'has a default export: give it a name';
    }
    return '';
  });
};

const AMOUNT_WORDS = new Set(
  'amount amounts balance balances satoshi satoshis sat sats wei gwei lamport lamports'.split(' '),
);
/** An `amountIndex` is an index. */
const OTHER_HEADS = new Set(
  'index count length offset column lane width decimals digits size position field slot'.split(' '),
);

function isAmountName(name: string): boolean {
  const words = name.split(/(?<=[a-z0-9])(?=[A-Z])|_/).map((word) => word.toLowerCase());
  if (OTHER_HEADS.has(words.at(-1) ?? '')) return false;
  return words.some((word) => AMOUNT_WORDS.has(word));
}

/** Whether a value of the type is, or holds directly, a `number`. */
function holdsNumber(type: Node): boolean {
  switch (type.type) {
    case 'TSNumberKeyword':
      return true;
    case 'TSTypeAnnotation':
    case 'TSTypeOperator':
    case 'TSParenthesizedType':
      return nodesIn(type.typeAnnotation).some(holdsNumber);
    case 'TSUnionType':
    case 'TSIntersectionType':
      return nodesIn(type.types).some(holdsNumber);
    case 'TSArrayType':
      return nodesIn(type.elementType).some(holdsNumber);
    case 'TSTypeReference': {
      const container = /^(Array|ReadonlyArray|Promise|Readonly|Set)$/.test(nameOf(type.typeName));
      const [list] = nodesIn(type.typeArguments);
      return container && nodesIn(list?.params).some(holdsNumber);
    }
    default:
      return false;
  }
}

/** `z.number().int()` and the like. */
function isNumberSchema(value: Node): boolean {
  const [callee] = nodesIn(value.callee);
  if (value.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return false;
  const [object] = nodesIn(callee.object);
  if (nameOf(object) === 'z')
    return /^(number|int|int32|float32|float64)$/.test(nameOf(callee.property));
  return object !== undefined && isNumberSchema(object);
}

function namedType(node: Node): { name: string; types: Node[] } {
  switch (node.type) {
    case 'Identifier':
      return { name: nameOf(node), types: nodesIn(node.typeAnnotation) };
    case 'TSPropertySignature':
    case 'PropertyDefinition':
      return { name: nameOf(node.key), types: nodesIn(node.typeAnnotation) };
    case 'TSMethodSignature':
      return { name: nameOf(node.key), types: nodesIn(node.returnType) };
    case 'MethodDefinition':
      return {
        name: nameOf(node.key),
        types: nodesIn(node.value).flatMap((f) => nodesIn(f.returnType)),
      };
    case 'FunctionDeclaration':
      return { name: nameOf(node.id), types: nodesIn(node.returnType) };
    default:
      return { name: '', types: [] };
  }
}

/** Nothing that is called an amount is a `number`; kernels count in lanes and say their bounds. */
export const amountsAreNotNumbers: Check = (project) => {
  const sources = [...project.sources.values()].filter(({ path }) => !path.endsWith('.kernel.ts'));
  return eachNode(sources, (node) => {
    const { name, types } = namedType(node);
    if (isAmountName(name) && types.some(holdsNumber)) return `${name} is a number: use bigint`;
    if (node.type !== 'Property' || !isAmountName(nameOf(node.key))) return '';
    const numbers = nodesIn(node.value).some(isNumberSchema);
    return numbers ? `${nameOf(node.key)} is parsed as a number: use bigint` : '';
  });
};

/** `assert.rejects(…)`, `assert.doesNotReject(…)` and `fc.assert(fc.asyncProperty(…))` as calls. */
function isAsyncAssertion(call: Node): boolean {
  const [callee] = nodesIn(call.callee);
  if (call.type !== 'CallExpression' || callee === undefined) return false;
  const name = callee.type === 'MemberExpression' ? nameOf(callee.property) : nameOf(callee);
  if (name === 'rejects' || name === 'doesNotReject') return true;
  const [first] = nodesIn(call.arguments);
  const [inner] = nodesIn(first?.callee);
  return name === 'assert' && nameOf(inner?.property) === 'asyncProperty';
}

/** An assertion that nobody awaits cannot fail its test. */
export const assertionsAreAwaited: Check = (project) => {
  return eachNode(project.sources.values(), (node) => {
    if (node.type !== 'ExpressionStatement') return '';
    return nodesIn(node.expression).some(isAsyncAssertion)
      ? 'asserts without waiting: await it'
      : '';
  });
};
