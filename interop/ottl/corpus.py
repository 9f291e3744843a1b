#!/usr/bin/env python3
"""Prints the corpus: settings of the transform and filter processors, one JSON object a line.

usage: corpus.py DATA [SHARE]   (DATA is what `ottl dump` printed for the newest version; of what is not
written by hand the share is printed, 1 if it is not said)

Good and bad ones by hand, one of each function, path and symbol in each context, and hand-written
ones with a token or character changed by a generator with a fixed seed. What is good and what is
bad is the collector's to say, not this program's.
"""
import json
import random
import re
import sys

SIGNALS = {"resource": "traces", "scope": "logs", "span": "traces", "spanevent": "traces",
           "metric": "metrics", "datapoint": "metrics", "exemplar": "metrics", "log": "logs",
           "profile": "profiles"}
ATTRIBUTES = {"metric": "metric.metadata", "exemplar": "exemplar.filtered_attributes"}

# A is the context's attributes, C its cache.
STATEMENTS = r'''
set(A["a"], "b")
set(A["a"], 'b')
set(A["a"], `b`)
set(A["a"], "b
set(A["a"], b")
set(A["a"], "a\"b")
set(A["a"], "a\\d+b")
set(A["a"], "a\d+b")
set(A["a"], "\x41\u00e9\U0001F600\101\n\t\a\v\f\r\b")
set(A["a"], "\x4")
set(A["a"], "\ud800")
set(A["a"], "\U00110000")
set(A["a"], "\400")
set(A["a"], "\'")
set(A["a"], "\
")
set(A["a"], "two
lines")
set(A["a"], "")
set(A["a"], "ünïcödé 😀")
set(A["a"], ünïcödé)
set(A["a"], 1)
set(A["a"], 01)
set(A["a"], 1.5)
set(A["a"], 1.)
set(A["a"], .5)
set(A["a"], 1.5e3)
set(A["a"], 1.5e-3)
set(A["a"], 1.5E+3)
set(A["a"], 1.e3)
set(A["a"], 1e3)
set(A["a"], 1.5e)
set(A["a"], 1..5)
set(A["a"], 1_000)
set(A["a"], 9223372036854775807)
set(A["a"], 9223372036854775808)
set(A["a"], -9223372036854775807)
set(A["a"], -9223372036854775808)
set(A["a"], 1.0e999)
set(A["a"], 1.0e-999)
set(A["a"], 0x00ff)
set(A["a"], 0xFF)
set(A["a"], 0x0)
set(A["a"], 0x)
set(A["a"], 0xg)
set(A["a"], 0X00)
set(A["a"], -0x00)
set(A["a"], true)
set(A["a"], false)
set(A["a"], True)
set(A["a"], truefalse)
set(A["a"], nil)
set(A["a"], null)
set(A["a"], nilx)
set(A["a"], [])
set(A["a"], [1, "a", true, nil, [2], {}])
set(A["a"], [1,])
set(A["a"], [,1])
set(A["a"], [1 2])
set(A["a"], [1 2, 3])
set(A["a"], [1, 2 3])
set(A["a"], {})
set(A["a"], {"a": 1})
set(A["a"], {"a": 1, "b": {"c": [1]}})
set(A["a"], {"a": 1,})
set(A["a"], {"a": 1 "b": 2})
set(A["a"], {"a" 1})
set(A["a"], {a: 1})
set(A["a"], {1: 1})
set(A["a"], {Concat(["a"], ""): 1})
set(A["a"], {A["k"]: 1})
set(A["a"], {lower(): 1})
set(A["a"], {,})
set(A["a"], 1 + 2)
set(A["a"], 1 + 2 * 3 - 4 / 5)
set(A["a"], (1 + 2) * 3)
set(A["a"], ((1)))
set(A["a"], -1)
set(A["a"], +1)
set(A["a"], - 1)
set(A["a"], --1)
set(A["a"], -(1 + 2))
set(A["a"], -A["b"])
set(A["a"], 1 +)
set(A["a"], + 1 +)
set(A["a"], 1 + "a")
set(A["a"], "a" + "b")
set(A["a"], 1 % 2)
set(A["a"], 2 ^ 2)
set(A["a"], A["b"] + A["c"] * Len(A["d"]))
set(A["a"], 1 +2)
set(A["a"], 1-2)
set(A["a"], A["b"]-1)
set(A["a"], (A["b"])
set(A["a"], A["b"]))
set(A["a"], A["b"]["c"][0]["d"])
set(A["a"], A[0])
set(A["a"], A[A["b"]])
set(A["a"], A[Concat(["a", "b"], "-")])
set(A["a"], A[1 + 2])
set(A["a"], A[A["b"] + 1])
set(A["a"], A[-1])
set(A["a"], A[(1)])
set(A["a"], A[1.5])
set(A["a"], A[true])
set(A["a"], A[nil])
set(A["a"], A[])
set(A["a"], A["b")
set(A["a"], A["b"]])
set(A["a"], A[["b"]])
set(A["a"], A.b)
set(A["a"], A."b")
set(A["a"], A["b"].c)
set(A["a"], Split("a,b", ",")[0])
set(A["a"], Split("a,b", ",")[0][1])
set(A["a"], Split("a,b", ",")["x"])
set(A["a"], Split("a,b", ",")[A["i"]])
set(A["a"], Split("a,b", ",").x)
set(A["a"], ParseJSON("{}")["a"]["b"])
set(A["a"], Concat(["a", A["b"]], "-"))
set(A["a"], concat(["a"], "-"))
set(A["a"], CONCAT(["a"], "-"))
set(A["a"], Con cat(["a"], "-"))
set(A["a"], Concat (["a"], "-"))
set(A["a"], Concat([], ""))
set(A["a"], Concat("a", "b"))
set(A["a"], Concat(["a"]))
set(A["a"], Concat(["a"], "b", "c"))
set(A["a"], Concat)
set(A["a"], SHA256)
set(A["a"], UNKNOWN_SYMBOL)
set(A["a"], Now())
set(A["a"], Now)
set(A["a"], Now(1))
set(A["a"], Nonsense())
set(A["a"], Nonsense(Foo, BAR))
set(A["a"])
set(A["a"], 1, 2)
set()
set
set(
set)
set(,)
set(A["a"],)
set(,1)
set(A["a"] 1)
set(A["a"]; 1)
set(A["a"], 1) set(A["b"], 1)
set(A["a"], 1);
set(A["a"], 1)[0]
set(A["a"], 1).x
set A["a"], 1
sett(A["a"], 1)
Set(A["a"], 1)
SET(A["a"], 1)
s et(A["a"], 1)
set (A["a"], 1)
 set ( A [ "a" ] , 1 ) 
_set(A["a"], 1)
1set(A["a"], 1)
nil(A["a"], 1)
not(A["a"], 1)
Concat(["a"], "b")
A["a"]
1

# comment
set(target=A["a"], value=1)
set(A["a"], value=1)
set(value=1, target=A["a"])
set(target=A["a"], 1)
set(target=A["a"], target=1)
set(target=A["a"], nonsense=1)
set(Target=A["a"], value=1)
set(target:A["a"], value:1)
set(target = A["a"], value = 1)
set(1, 1)
set("a", 1)
set((A["a"]), 1)
set(-A["a"], 1)
set(Now(), 1)
set(nil, 1)
set(A["a"], set(A["b"], 1))
set(A["a"], delete_key(A, "b"))
set(A["a"], (x) => x)
set(A["a"], () => 1)
set(A["a"], (x => 1)
set(A["a"], (x, y) => x + y)
set(A["a"], (_) => 1)
set(A["a"], _)
set(A["a"], (x) => (y) => 1)
set(A["a"], (x) => x == 1 and true)
set(A["a"], All(A["l"], (x) => x > 1))
set(A["a"], Any(A["l"], (x, _) => not IsString(x)))
set(A["a"], MapEach(A["l"], (x) => x["a"]))
set(A["a"], MapEach(A["l"], (x) => x.a))
set(A["a"], MapEach(A["l"], 1))
set(A["a"], 1 == 2)
set(A["a"], true and false)
set(A["a"], not true)
set(A["a"], C["x"])
set(C["x"], 1)
set(C, {})
set(cache["x"], 1)
set(attributes["a"], 1)
set(nonsense.attributes["a"], 1)
set(resource.attributes["a"], 1)
set(resource.cache["a"], 1)
set(scope.name, "a")
set(instrumentation_scope.name, "a")
set(otelcol.client.addr, "a")
set(A["a"], otelcol.client.addr)
set(A["a"], otelcol.client.metadata["x"][0])
set(A["a"], otelcol.client.auth.attributes["x"])
set(A["a"], otelcol.grpc.metadata["x"])
set(A["a"], otelcol.client)
set(A["a"], otelcol)
set(A["a"], resource)
set(A["a"], resource.nonsense)
set(A["a"], resource.attributes["x"].y)
set(A["a"], spanId)
set(A["a"], span_Id)
set(A["a"], span-id)
set(A["a"], span.)
set(A["a"], .span)
set(A["a"], span..name)
set(A["a"], span.name)
set(A["a"], span.name["x"])
set(A["a"], span.status.code)
set(A["a"], span.status["x"].code)
set(A["a"], span.trace_state["x"])
set(A["a"], span.trace_state["x"]["y"])
set(A["a"], log.body)
set(A["a"], log.body["x"]["y"])
set(A["a"], log.body.string)
set(A["a"], log.body.nonsense)
set(A["a"], metric.name)
set(A["a"], datapoint.value_int)
set(A["a"], where)
set(A["a"], 1) where true
set(A["a"], 1) where false
set(A["a"], 1) where nil
set(A["a"], 1) where 1
set(A["a"], 1) where "a"
set(A["a"], 1) where A["b"]
set(A["a"], 1) where A["b"] == 1
set(A["a"], 1) where A["b"] = 1
set(A["a"], 1) where A["b"] === 1
set(A["a"], 1) where A["b"] != nil
set(A["a"], 1) where A["b"] <> 1
set(A["a"], 1) where A["b"] < 1
set(A["a"], 1) where A["b"] <= 1
set(A["a"], 1) where A["b"] > 1
set(A["a"], 1) where A["b"] >= 1
set(A["a"], 1) where A["b"] => 1
set(A["a"], 1) where A["b"] == 1 == 2
set(A["a"], 1) where 1 < A["b"] < 2
set(A["a"], 1) where A["b"] == 1 and A["c"] == 2
set(A["a"], 1) where A["b"] == 1 or A["c"] == 2
set(A["a"], 1) where A["b"] == 1 and A["c"] == 2 or A["d"] == 3
set(A["a"], 1) where A["b"] == 1 and (A["c"] == 2 or A["d"] == 3)
set(A["a"], 1) where (A["b"] == 1)
set(A["a"], 1) where ((A["b"] == 1))
set(A["a"], 1) where (A["b"]) == 1
set(A["a"], 1) where ((A["b"] + 1)) == (1)
set(A["a"], 1) where (A["b"] == 1
set(A["a"], 1) where A["b"] == 1)
set(A["a"], 1) where (true)
set(A["a"], 1) where (IsString(A["b"]))
set(A["a"], 1) where IsString(A["b"])
set(A["a"], 1) where IsString(A["b"]) == true
set(A["a"], 1) where isString(A["b"])
set(A["a"], 1) where not IsString(A["b"])
set(A["a"], 1) where not (IsString(A["b"]))
set(A["a"], 1) where not not true
set(A["a"], 1) where not (not true)
set(A["a"], 1) where not A["b"] == 1
set(A["a"], 1) where not A["b"]
set(A["a"], 1) where !true
set(A["a"], 1) where NOT true
set(A["a"], 1) where true && false
set(A["a"], 1) where true || false
set(A["a"], 1) where true AND false
set(A["a"], 1) where true and
set(A["a"], 1) where and true
set(A["a"], 1) where true or or false
set(A["a"], 1) where true and not false
set(A["a"], 1) where true false
set(A["a"], 1) where
set(A["a"], 1) where where true
set(A["a"], 1) WHERE true
set(A["a"], 1) Where true
set(A["a"], 1) "where" true
set(A["a"], 1) if true
set(A["a"], 1), true
set(A["a"], 1) where A["b"] + 1 == 2 * 3
set(A["a"], 1) where Len(A["b"]) * 2 > 3
set(A["a"], 1) where "a" == A["b"]
set(A["a"], 1) where [1] == A["b"]
set(A["a"], 1) where {"a": 1} == A["b"]
set(A["a"], 1) where nil == nil
set(A["a"], 1) where true == A["b"]
set(A["a"], 1) where Nonsense(A["b"])
set(A["a"], 1) where IsMatch(A["b"], "^a.*$")
set(A["a"], 1) where IsMatch(A["b"], "(")
set(A["a"], 1) where IsMatch(A["b"])
set(A["a"], 1) where IsMatch(A["b"], pattern="x")
set(A["a"], 1) where Concat(["a"], "b")
set "(" A["a"], 1 ")"
set(A["a"] "," 1)
set(A["a"], Concat(["(", ")", "{", "[", ",", "where"], "("))
where true
delete_key(A, "a")
delete_key(A, 1)
delete_key(A["a"], "a")
delete_key("a", "a")
delete_key(A)
delete_key(A, "a") where A["a"] != nil
delete_matching_keys(A, "(?i).*password.*")
delete_matching_keys(A, "(")
keep_keys(A, ["a", "b"])
keep_keys(A, "a")
keep_keys(A, [])
keep_keys(A, [1])
limit(A, 10, ["a"])
limit(A, -10, ["a"])
limit(A, 10, [])
limit(A, 1.5, [])
limit(A, (10), [])
truncate_all(A, 4096)
truncate_all(A, "4096")
replace_pattern(A["a"], "\\d+", "X")
replace_pattern(A["a"], "\\d+", "X", SHA256)
replace_pattern(A["a"], "\\d+", "X", ToLowerCase)
replace_pattern(A["a"], "\\d+", "X", SHA256())
replace_pattern(A["a"], "\\d+", "X", Nonsense)
replace_pattern(A["a"], "\\d+", "X", NONSENSE)
replace_pattern(A["a"], "\\d+", "X", "SHA256")
replace_pattern(A["a"], "\\d+", "X", function=SHA256)
replace_pattern(A["a"], "\\d+", "X", SHA256, "y=%s")
replace_all_patterns(A, "value", "a", "b")
replace_all_patterns(A, "key", "a", "b")
replace_all_matches(A, "a*", "b")
replace_match(A["a"], "a*", "b")
merge_maps(A, ParseJSON("{}"), "upsert")
merge_maps(A, {"a": 1}, "insert")
merge_maps(A, 1, "insert")
flatten(A, "x", 2)
flatten(A, depth=2)
flatten(A, prefix="x", depth=2)
flatten(A, deep=2)
append(A["a"], "x")
append(A["a"], values=["x", "y"])
append(A["a"], "x", ["y"])
clear(A)
stringify_all(A)
sort(A)
convert_sum_to_gauge()
convert_gauge_to_sum("cumulative", true)
convert_gauge_to_sum("nonsense", true)
extract_count_metric(true)
extract_sum_metric(true, ".sum")
scale_metric(0.5)
scale_metric(1)
copy_metric(name="x")
copy_metric(desc="x")
aggregate_on_attributes("sum", ["a"])
set_semconv_span_name("1.37.0")
set(A["a"], IsRootSpan())
set(A["a"], ParseCEF("x"))
set(A["a"], TruncateTime(Now(), Duration("1h")))
set(A["a"], Duration("1h"))
set(A["a"], Duration("x"))
set(A["a"], Time("2023-01-01", "%Y-%m-%d"))
set(A["a"], FormatTime(Now(), "%Y"))
set(A["a"], ExtractPatterns(A["b"], "(?P<x>\\d+)"))
set(A["a"], ExtractGrokPatterns(A["b"], "%{NUMBER:x}"))
set(A["a"], ParseKeyValue("a=b", "=", " "))
set(A["a"], ParseKeyValue("a=b", delimiter="=", pair_delimiter=" "))
set(A["a"], ParseCSV("a,b", "x,y", mode="lazyQuotes"))
set(A["a"], Substring("abc", 0, 2))
set(A["a"], Substring("abc", "0", 2))
set(A["a"], TraceID(0x00112233445566778899aabbccddeeff))
set(A["a"], SpanID(0x0011223344556677))
set(A["a"], Hex(0x00))
set(A["a"], IsString(1))
set(A["a"], Int("12"))
set(A["a"], Int("x"))
set(A["a"], Double("1.5"))
set(A["a"], Hours(1))
set(A["a"], Year("2023"))
set(A["a"], Format("%d", [1]))
set(A["a"], Format("%d", 1))
set(A["a"], Sort([3, 1], "asc"))
set(A["a"], Index([1, 2], 2))
set(A["a"], Values({"a": 1}))
set(A["a"], Keys(A))
set(A["a"], Keys("x"))
set(A["a"], ContainsValue(["a"], "a"))
set(A["a"], ContainsValue("a", "a"))
set(A["a"], Coalesce([A["b"], "x"]))
'''

CONDITIONS = r'''
A["a"] == "b"
A["a"]
true
false
not true
not false and true
A["a"] == nil or A["b"] != nil
IsMatch(A["a"], "x")
IsMatch(A["a"], "x") and not IsString(A["b"])
(A["a"] == 1 or A["b"] == 2) and A["c"] == 3
A["a"] = 1
A["a"] == 1 &&  true
set(A["a"], 1)
where true
attributes["a"] == 1
resource.attributes["a"] == 1
nonsense.attributes["a"] == 1
span.name == "x"
span.kind == SPAN_KIND_SERVER
span.kind.string == "Server"
log.severity_number < SEVERITY_NUMBER_INFO
metric.type == METRIC_DATA_TYPE_SUM
HasAttrKeyOnDatapoint("x")
HasAttrOnDatapoint("x", "y")
HasAttrOnDatapoint("x")
IsRootSpan()
ParseCEF(A["a"])["x"] == 1
Nonsense(A["a"])
C["x"] == 1
1 == 1
"a" == "b"
'''

EXAMPLES = {
    "StringGetter": '"x"', "Getter": 'A["a"]', "TimeGetter": "Now()", "IntGetter": "1", "FloatGetter": "1.5",
    "PMapGetSetter": "A", "PMapGetter": "A", "bool": "true", "DurationGetter": 'Duration("1s")', "[]string": '["a"]',
    "ByteSliceLikeGetter": "0x0011", "GetSetter": 'A["a"]', "FunctionGetter": "SHA256", "[]Getter": '["a", 1]',
    "FloatLikeGetter": "1.5", "StringLikeGetter": '"x"', "int64": "1", "float64": "1.0", "PSliceGetter": 'A["l"]',
    "[]StringGetter": '["a"]', "LambdaExpression": "(x) => x", "BoolLikeGetter": "true", "SliceGetter": '["a"]',
    "any": "1", "IntLikeGetter": "1", "BoolGetter": "true", "[]float64": "[1.0]", "PSliceGetSetter": 'A["l"]', "Setter": 'A["a"]',
    "string": '"x"'}
WRONG = ['1', '"x"', 'true', '1.5', 'nil', '[1]', '{"a": 1}', '0x00', 'A["a"]', 'Now()', 'SHA256', '(x) => x']


def lines(text):
    # An empty line ends nothing: texts of two lines are told apart by what a statement begins with.
    result = []
    for line in text.strip("\n").split("\n"):
        if result and (line in ('")', 'lines")')):
            result[-1] += "\n" + line
        else:
            result.append(line)
    return result


class Data:
    def __init__(self, name):
        self.functions, self.lists = {}, {}
        for line in open(name):
            word, *rest = line.rstrip("\n").split(" ")
            if word == "function":
                self.functions[rest[0]] = [p.split(":") for p in rest[1:]]
            elif word == "standard":
                self.standard = rest
            elif word not in ("version", "grammar"):
                self.lists[word, rest[0]] = rest[1:]


class Corpus:
    def __init__(self, data, share):
        self.data, self.seen, self.random = data, set(), random.Random(20261123)
        self.share, self.written, self.choice = share, False, random.Random(1)

    def put(self, use, signal, context, statements=(), conditions=()):
        entry = {"use": use, "signal": signal}
        if context:
            entry["context"] = context
        if statements:
            entry["statements"] = list(statements)
        if conditions:
            entry["conditions"] = list(conditions)
        line = json.dumps(entry, ensure_ascii=False)
        if line not in self.seen and (self.written or self.choice.random() < self.share):
            self.seen.add(line)
            print(line)

    def of(self, text, context):
        text = re.sub(r"\bA\b(?!\")", ATTRIBUTES.get(context, context + ".attributes"), text)
        return re.sub(r"\bC\b(?!\")", context + ".cache", text)

    def statement(self, text, context):
        signal = SIGNALS[context]
        text = self.of(text, context)
        self.put("transform", signal, "", [text])
        if context in ("span", "log", "datapoint") or not self.written:
            self.put("transform", signal, context, [text.replace(context + ".", "")])

    def functions(self, context):
        for name, parameters in self.data.functions.items():
            required = [EXAMPLES[p[1]] for p in parameters if not p[0].endswith("?")]
            every = [EXAMPLES[p[1]] for p in parameters]
            named = [snake(p[0]) + "=" + EXAMPLES[p[1]] for p in parameters]
            for arguments in (required, every, named, required[:-1], every + ["1"], [named[0]] if named else []):
                call = name + "(" + ", ".join(arguments) + ")"
                self.statement('set(A["a"], %s)' % call if name[0].isupper() else call, context)
            if context in ("span", "log", "metric"):
                for i in range(len(every)):
                    for wrong in WRONG:
                        call = name + "(" + ", ".join(every[:i] + [wrong] + every[i + 1:]) + ")"
                        self.put("transform", SIGNALS[context], "", [self.of(
                            'set(A["a"], %s)' % call if name[0].isupper() else call, context)])
            for bad in (name[:-1], name + "s", name[0].swapcase() + name[1:]):
                call = bad + "(" + ", ".join(required) + ")"
                self.statement('set(A["a"], %s)' % call if name[0].isupper() else call, context)

    def paths(self, context):
        for (word, other), names in self.data.lists.items():
            if word != "paths":
                continue
            for name in names:
                path = other + "." + re.sub(r"\[.*", "", name)
                for use in (path, path + '["k"]', path + "[1]", path + '["k"][0]', path + ".string", path + "x", path[:-1]):
                    self.statement("set(C, %s)" % use, context)
                self.statement("set(%s, 1) where %s != nil" % (path, path), context)

    def enums(self, context):
        names = {n for (word, _), v in self.data.lists.items() if word == "enums" for n in v}
        for name in sorted(names):
            self.statement("set(C, %s)" % name, context)
            self.statement("set(C, %s) where C == %s" % (name[:-1], name), context)

    def mutations(self, context, many):
        good = [s for s in lines(STATEMENTS) if "where" in s or s.count("(") > 1]
        pieces = ['(', ')', '[', ']', '{', '}', ',', '.', ':', '=', '==', '!=', '<', '+', '-', '*', '/', '=>', '_', ' ',
                  '"', '"x"', '1', '1.5', '0x00', 'nil', 'true', 'not', 'and', 'or', 'where', 'x', 'X', 'Xx', 'set(', 'A["a"]']
        for _ in range(many):
            text = self.random.choice(good)
            for _ in range(self.random.choice((1, 1, 1, 2, 3))):
                tokens = re.findall(r'"(?:\\.|[^"\\])*"|\w+|\s+|.', text)
                at = self.random.randrange(len(tokens))
                change = self.random.randrange(5)
                if change == 0:
                    del tokens[at]
                elif change == 1:
                    tokens.insert(at, self.random.choice(pieces))
                elif change == 2:
                    tokens[at] = self.random.choice(pieces)
                elif change == 3:
                    other = self.random.randrange(len(tokens))
                    tokens[at], tokens[other] = tokens[other], tokens[at]
                else:
                    tokens.insert(at, tokens[at])
                text = "".join(tokens) or "x"
            self.put("transform", SIGNALS[context], "", [self.of(text, context)])

    def whole(self):
        for context in SIGNALS:
            self.written = True
            for text in lines(STATEMENTS):
                self.statement(text, context)
            for text in lines(CONDITIONS):
                text = self.of(text, context)
                signal = SIGNALS[context]
                self.put("filter", signal, "", conditions=[text])
                self.put("transform", signal, "", [self.of("set(C, 1)", context)], [text])
                if context != "exemplar":
                    self.put("filter", signal, context, conditions=[text.replace(context + ".", "")])
                    self.put("transform", signal, context, ["set(cache, 1)"], [text.replace(context + ".", "")])
            self.written = False
            self.functions(context)
            self.paths(context)
            self.enums(context)
            self.mutations(context, 600)
        self.written = True
        self.groups()

    def groups(self):
        for signal, texts in {
            "traces": ['set(span.name, "x")', 'set(resource.attributes["a"], 1)', 'set(spanevent.name, "x")', 'set(scope.name, "x")',
                       'set(resource.attributes["a"], 1) where IsRootSpan()', 'set(resource.attributes["a"], SPAN_KIND_SERVER)',
                       'set(instrumentation_scope.name, "x")', "set_semconv_span_name(\"1.37.0\")", 'set(metric.name, "x")', "set(x, 1)"],
            "metrics": ['set(metric.name, "x")', 'set(datapoint.attributes["a"], 1)', 'set(resource.attributes["a"], 1)', 'convert_sum_to_gauge()',
                        'convert_sum_to_gauge() where metric.name == "x"', 'set(resource.attributes["a"], FLAG_NONE)',
                        'convert_sum_to_gauge() where resource.attributes["a"] == 1', 'extract_sum_metric(true) where datapoint.count > 1',
                        'set(scope.attributes["a"], METRIC_DATA_TYPE_SUM)'],
            "logs": ['set(log.body, "x")', 'set(resource.attributes["a"], 1)', 'set(scope.name, "x")', 'set(span.name, "x")',
                     'set(resource.attributes["a"], ParseCEF("x"))', 'set(resource.attributes["a"], SEVERITY_NUMBER_INFO)'],
        }.items():
            for one in texts:
                for other in texts:
                    self.put("transform", signal, "", [one, other])
                    self.put("transform", signal, "", [one], ["resource.attributes[\"b\"] != nil"])
        for context in ("Span", "SPAN", "nonsense", "metric"):
            self.put("transform", "traces", context, ['set(attributes["a"], 1)'])


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.rstrip("?")).lower()


Corpus(Data(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 1).whole()
