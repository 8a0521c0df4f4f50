<?php
// php zabbix_check.php TEMPLATE.yaml: what Zabbix' own frontend thinks of a template, without server, database or web server.
// Needs Debian's zabbix-frontend-php. Prints what is wrong, a line each; the exit code is 1 then.
error_reporting(E_ALL & ~E_DEPRECATED);
$root = getenv('ZABBIX_FRONTEND') ?: '/usr/share/zabbix';

// The frontend's classes by name, and the few functions that they use.
$classes = [];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator("$root/include/classes")) as $file) {
    if ($file->getExtension() === 'php') $classes[$file->getBasename('.php')] = $file->getPathname();
}
spl_autoload_register(function ($class) use ($classes) {
    if (isset($classes[$class])) require_once $classes[$class];
});
require_once is_file("$root/vendor/autoload.php") ? "$root/vendor/autoload.php" : '/usr/share/php/Symfony/Component/Yaml/autoload.php';
if (!function_exists('_')) {
    function _($text) { return $text; }
}
function _s($text, ...$values) { return vsprintf($text, $values); }
function _n($one, $many, ...$values) { return vsprintf($one, $values); }
function _x($text, $context) { return $text; }
function _params($text, $values) { return vsprintf($text, $values); }
require_once "$root/include/defines.inc.php";
foreach (['func', 'items', 'validate', 'translateDefines'] as $part) require_once "$root/include/$part.inc.php";

$wrong = [];
function check(CParser $parser, string $text, string $where): void {
    global $wrong;
    if ($parser->parse($text) !== CParser::PARSE_SUCCESS) $wrong[] = "$where: not understood: $text";
}

// Expressions, patterns, keys and identifiers, wherever they are in the tree.
function walk(array $node, string $where): void {
    global $wrong;
    $macros = ['usermacros' => true, 'lldmacros' => true];
    foreach (['expression', 'recovery_expression'] as $kind) {
        if (isset($node[$kind], $node['name'])) check(new CExpressionParser($macros), $node[$kind], "$where/$kind");
    }
    if (($node['type'] ?? '') === 'CALCULATED') {
        check(new CExpressionParser($macros + ['calculated' => true, 'host_macro' => true, 'empty_host' => true]), $node['params'], "$where/params");
    }
    if (in_array($node['type'] ?? '', ['PROMETHEUS_PATTERN', 'PROMETHEUS_TO_JSON'], true)) {
        check(new CPrometheusPatternParser($macros), array_values($node['parameters'])[0], $where);
    }
    if (isset($node['uuid'], $node['key'])) check(new CItemKey(), $node['key'], "$where/key");
    if (isset($node['uuid']) && !preg_match('/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/', $node['uuid'])) {
        $wrong[] = "$where: not a UUID of version 4: {$node['uuid']}";
    }
    foreach ($node as $name => $child) {
        if (is_array($child)) walk($child, "$where/$name");
    }
}

try {
    $template = (new CYamlImportReader())->read(file_get_contents($argv[1]));
    $schema = new CXmlValidator(new CImportValidatorFactory(CImportReaderFactory::YAML), CImportReaderFactory::YAML);
    walk($schema->setStrict(true)->validate($template, '/'), '');
} catch (Throwable $error) {
    $wrong[] = $error->getMessage();
}
echo implode("\n", $wrong), $wrong ? "\n" : '';
exit($wrong ? 1 : 0);
