//! Pages of the rules on keys and the form of their values.

use crate::procedure::rules::page::{Page, page};

/// Why a file is closed: what the format does not know is an error.
const CLOSED: [&str; 2] = [
    "A key that is mistyped would otherwise be passed over, and the step would lack what its author meant.",
    "否则写错的键会被悄悄忽略，步骤就少了作者想要的内容。",
];
/// Why one form is asked for.
const ONE_FORM: [&str; 2] = [
    "One form for each value: what is guessed would differ from reader to reader.",
    "每种值只有一种写法；靠猜，各人读出来就不一样。",
];

/// The pages.
pub(super) const PAGES: &[Page] = &[
    page(
        "unknown-key",
        ["A key that its place does not have.", "这里没有的键。"],
        CLOSED,
        "- check: 开灯\n  criticl: true\n",
        "- check: 开灯\n  critical: true\n",
    ),
    page(
        "missing-key",
        ["A key that must stand.", "缺少必须有的键。"],
        ["Without it the rest has no meaning.", "缺了它，其余内容没有意义。"],
        "- section: 开门\n",
        "- section: 开门\n  steps: [开灯]\n",
    ),
    page(
        "empty-value",
        ["A key without a value.", "键没有值。"],
        CLOSED,
        "- check: 开灯\n  note:\n",
        "- check: 开灯\n  note: 慢\n",
    ),
    page(
        "wrong-type",
        ["A list, map or text where another is meant.", "列表、映射、文字用错了地方。"],
        ONE_FORM,
        "- check: [开灯]\n",
        "- check: 开灯\n",
    ),
    page(
        "no-kind",
        ["A step without a key that names its kind.", "步骤没有写明类型的键。"],
        ["The kind says what the operator is asked.", "类型决定问操作者什么。"],
        "- chek: 开灯\n",
        "- check: 开灯\n",
    ),
    page(
        "two-kinds",
        ["A step with two kinds.", "一个步骤有两种类型。"],
        ["One step is one question.", "一个步骤只问一件事。"],
        "- check: 开灯\n  decide: 亮了吗\n  id: lit\n",
        "- check: 开灯\n- decide: 亮了吗\n  id: lit\n",
    ),
    page(
        "missing-id",
        ["A step without `id` whose kind needs one.", "需要 `id` 的步骤没有写。"],
        ["Its value goes into the record under that name.", "它的值以这个名字记入记录。"],
        "- measure: 温度\n",
        "- measure: 温度\n  id: temperature\n",
    ),
    page(
        "duplicate-id",
        ["An id that stands twice.", "id 重复。"],
        ["A name in an expression or answer must mean one step.", "表达式和答案里的名字只能指一个步骤。"],
        "- {check: 开灯, id: a}\n- {check: 关灯, id: a}\n",
        "- {check: 开灯, id: a}\n- {check: 关灯, id: b}\n",
    ),
    page(
        "bad-name",
        ["A name of other than small letters, digits and `_`.", "名字里有小写字母、数字、`_` 以外的字符。"],
        ["Names are typed in expressions and on the command line.", "名字要在表达式和命令行里输入。"],
        "- {check: 开灯, id: Light-1}\n",
        "- {check: 开灯, id: light_1}\n",
    ),
    page(
        "reserved-name",
        ["A name that expressions know as something else.", "名字在表达式里另有含义。"],
        ["`date` would mean the step or the day.", "`date` 就分不清是步骤还是日期。"],
        "- {check: 开灯, id: date}\n",
        "- {check: 开灯, id: light}\n",
    ),
    page(
        "id-is-not-file-name",
        ["A procedure whose id is not its file's name.", "规程编号与文件名不同。"],
        ["Calls and commands find a procedure by its file's name.", "调用和命令按文件名找规程。"],
        "procedure: another\nsteps: [开灯]\n",
        "procedure: example\nsteps: [开灯]\n",
    ),
    page(
        "empty-steps",
        ["A list of steps without any.", "步骤列表是空的。"],
        ["There would be nothing to do.", "没有事情可做。"],
        "- section: 开门\n  steps: []\n",
        "- section: 开门\n  steps: [开灯]\n",
    ),
    page(
        "empty-list",
        ["A list that must have an entry.", "列表至少要有一项。"],
        ["A choice without options cannot be answered.", "没有选项就无法选择。"],
        "- choose: 业务\n  id: c\n  options: []\n",
        "- choose: 业务\n  id: c\n  options: [{id: a}, {id: b}]\n",
    ),
    page(
        "empty-text",
        ["A text without words.", "文字是空的。"],
        ["The operator would see a bare number.", "操作者只会看到一个编号。"],
        "- check: \"\"\n",
        "- check: 开灯\n",
    ),
    page(
        "bad-language",
        ["A text under a key that is no language.", "文字的键不是语言代码。"],
        ["A map where a text is meant maps languages to texts.", "文字处的映射只能是语言到文字。"],
        "- check: {chinese: 开灯}\n",
        "- check: {zh: 开灯}\n",
    ),
    page(
        "unknown-word",
        ["A word that its key does not take.", "这个键没有这个值。"],
        CLOSED,
        "- section: 开门\n  order: random\n  steps: [开灯]\n",
        "- section: 开门\n  order: any\n  steps: [开灯]\n",
    ),
    page(
        "bad-boolean",
        ["Other than `true` or `false`.", "不是 `true` 或 `false`。"],
        ["`yes` is a boolean to some readers of YAML and a text to others.", "`yes` 有的程序当真，有的当文字。"],
        "- check: 开灯\n  critical: yes\n",
        "- check: 开灯\n  critical: true\n",
    ),
    page(
        "bad-number",
        ["A value that is no number, or outside what its key takes.", "不是数字，或超出这个键的范围。"],
        ONE_FORM,
        "- repeat: 试\n  until: ok\n  at_most: 0\n  steps: [{decide: 行吗, id: ok}]\n",
        "- repeat: 试\n  until: ok\n  at_most: 3\n  steps: [{decide: 行吗, id: ok}]\n",
    ),
    page(
        "bad-duration",
        ["A length of time without a unit.", "时长没有单位。"],
        ["45 seconds or 45 minutes?", "45 秒还是 45 分钟？"],
        "procedure: example\ntime_limit: 45\nsteps: [开灯]\n",
        "procedure: example\ntime_limit: 45m\nsteps: [开灯]\n",
    ),
    page(
        "bad-time",
        ["A time of day that is none.", "时刻写得不对。"],
        ONE_FORM,
        "- check: 开灯\n  window: {from: \"25:00\"}\n",
        "- check: 开灯\n  window: {from: \"08:00\"}\n",
    ),
    page(
        "bad-value",
        ["A value that its parameter or limit does not take.", "参数或限值不能是这个值。"],
        ONE_FORM,
        "procedure: example\nparameters: {n: {type: number, default: 三}}\nsteps: [开灯]\n",
        "procedure: example\nparameters: {n: {type: number, default: 3}}\nsteps: [开灯]\n",
    ),
    page(
        "key-without-ground",
        ["A key that only goes with another.", "这个键要与另一个键一起用。"],
        CLOSED,
        "- record: 名字\n  id: name\n  unit: 台\n",
        "- record: 台数\n  id: count\n  type: number\n  unit: 台\n",
    ),
    page(
        "contradiction",
        ["Two keys that exclude each other.", "两个键互相矛盾。"],
        ["One of the two would be passed over.", "其中一个会被忽略。"],
        "- check: 关煤气\n  critical: true\n  not_applicable: allowed\n",
        "- check: 关煤气\n  critical: true\n",
    ),
    page(
        "braced-expression",
        ["An expression in braces where none belong.", "表达式外面多了花括号。"],
        [
            "Braces mark an expression inside a text; here the whole value is one.",
            "花括号用于文字里的表达式；这里整个值就是表达式。",
        ],
        "- check: 开灯\n  when: '{{ weekday == \"mon\" }}'\n",
        "- check: 开灯\n  when: weekday == \"mon\"\n",
    ),
    page(
        "nested-template",
        ["An expression inside a list or map that is handed over.", "列表或映射里写了表达式。"],
        ["It would be handed over as it is written.", "它会原样传过去，不会计算。"],
        "- each: 台席\n  as: desk\n  in: ['{{ site }}']\n  steps: [擦桌]\n",
        "- each: 台席\n  as: desk\n  in: [一号台]\n  steps: [擦桌]\n",
    ),
    page(
        "unknown-rule",
        ["An entry of `ignore` that names no rule.", "`ignore` 里没有这条规则。"],
        ["It silences nothing.", "它不起作用。"],
        "- check: 开灯\n  ignore: {vague-respons: 试}\n",
        "- check: 开灯\n  expect: OK\n  ignore: {vague-response: 试}\n",
    ),
    page(
        "unused-ignore",
        [
            "An entry of `ignore` that silences nothing, or an error that cannot be ignored.",
            "`ignore` 的这一条没有用到，或该错误不能忽略。",
        ],
        ["What was mended should not stay excused.", "已经改好的就不该再留着理由。"],
        "- check: 开灯\n  expect: 灯亮\n  ignore: {vague-response: 试}\n",
        "- check: 开灯\n  expect: OK\n  ignore: {vague-response: 试}\n",
    ),
];
