// The import table as dependency-cruiser rules, made from the same data as the shape test (test/rooms.ts).
// dependency-cruiser reads TypeScript through @swc/core; without it, it passes having looked at nothing: the step
// `imports-canary` of bin/check therefore runs it on test/canary, which it must refuse.
import visitor from '@swc/core/Visitor.js'
import { rooms } from './test/rooms.ts'

// swc's own visitor does not know `using` yet and would stop there; it is a declaration like any other.
const { visitStatement } = visitor.Visitor.prototype
visitor.Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement)
  statement.decls = this.visitVariableDeclarators(statement.decls)
  return statement
}

const escaped = (path) => `^${path.replaceAll('.', '\\.')}${path.endsWith('.ts') ? '$' : '/'}`
const others = (room) =>
  rooms.filter((other) => other !== room && other.path.startsWith(`${room.path}/`)).map((other) => escaped(other.path))

const tableRules = rooms.map((room) => ({
  name: `rooms-${room.path.replaceAll('/', '-')}`,
  comment: `${room.path} must never ${room.never}`,
  severity: 'error',
  from: { path: escaped(room.path), pathNot: [...others(room), '\\.test\\.tsx?$', '/testing/'] },
  to: { path: '^(protocol|client|web|terminal|server|test|bench|docs)/', pathNot: [escaped(room.path), ...room.may.map(escaped)] },
}))

export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(virtual:|\\?)' } },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^(protocol|client|server|terminal)/', pathNot: '\\.test\\.ts$|^server/src/outside/testing/issuer\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-dialect-to-dialect',
      severity: 'error',
      from: { path: '^server/src/gateways/([^/]+)/' },
      to: { path: '^server/src/gateways/[^/]+/', pathNot: '^server/src/gateways/($1|testing)/' },
    },
    ...tableRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.cache)/|^test/(canary|\\.run)/' },
    combinedDependencies: false,
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
}
