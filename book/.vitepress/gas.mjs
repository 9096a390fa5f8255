// Colours for x86-64 assembly as GNU as reads it (AT&T syntax). GitHub knows the language by the same name, gas.
export default {
  name: 'gas',
  scopeName: 'source.gas',
  patterns: [
    { name: 'comment.line', match: '//.*$|^\\s*#.*$' },
    { name: 'comment.block', begin: '/\\*', end: '\\*/' },
    { name: 'string.quoted', match: '"(\\\\.|[^"])*"' },
    { name: 'entity.name.function', match: '^\\s*[\\w.$]+(?=:)' },
    { name: 'keyword.control.directive', match: '(?<=^|[\\s;:])\\.\\w+' },
    { name: 'variable.parameter.register', match: '%\\w+(\\(\\d\\))?' },
    { name: 'constant.numeric', match: '\\$?-?\\b(0x[0-9a-fA-F]+|\\d+[fb]?)\\b|\\$[\\w.]+' },
    { name: 'keyword.operator.instruction', match: '(?<=^\\s*|:\\s+|;\\s*)[a-z]\\w*' },
  ],
}
