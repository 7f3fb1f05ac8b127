"""The tightest ranks of the grammar: literals, names, brackets, paths, filters, calls, lists, contexts, ranges."""

from __future__ import annotations

from engine.feel import syntax
from engine.feel.compound import CompoundParser
from engine.feel.errors import number_too_large
from engine.feel.lexer import unquote
from engine.feel.numbers import number_of
from engine.feel.syntax import Node
from engine.feel.temporal_text import at_literal

_AFTER_INTERVAL = frozenset(
    {"", ",", ")", "]", "}", "and", "or", "then", "else", "return", "satisfies", "in", "between", "instance", "=", "!="}
)
_CONSTANTS = {"true": True, "false": False, "null": None}


class PrimaryParser(CompoundParser):
    """What stands between the operators."""

    def postfix(self) -> Node:
        """Rule 2g: paths, filters and invocations, from the left."""
        cursor = self.cursor
        node = self._primary()
        while True:
            if cursor.sees("."):
                cursor.at += 1
                node = syntax.Path(node, cursor.member_name())
            elif cursor.sees("[") and not self._ends_interval():
                cursor.at += 1
                condition = self.expression()
                cursor.need("]")
                node = syntax.Filter(node, condition)
            elif cursor.sees("("):
                node = self._call(node)
            else:
                return node

    def _ends_interval(self) -> bool:
        """``]1..5[`` ends with the mark that also begins a filter; what follows tells them apart."""
        return self.open_intervals > 0 and self.cursor.peek().text in _AFTER_INTERVAL

    def _primary(self) -> Node:
        cursor = self.cursor
        if self.pending is not None:
            node, self.pending = self.pending, None
            return node
        token = cursor.token
        if token.kind == "number":
            cursor.at += 1
            value = number_of("-" + token.text if self.minus else token.text)
            self.minus = False
            if value is None:
                raise number_too_large()
            return syntax.Constant(value)
        if token.kind == "string":
            cursor.at += 1
            return syntax.Constant(unquote(token.text))
        if token.kind == "mark":
            return self._marked(token.text)
        if token.kind == "word":
            return self._worded(token.text, token.start + 1)
        raise cursor.wrong("表达式", "an expression")

    def _marked(self, mark: str) -> Node:
        cursor = self.cursor
        if mark == "(":
            return self._bracket()
        if mark == "[":
            return self._list_or_interval()
        if mark == "]":
            cursor.at += 1
            low = self.expression()
            return self.interval(low, False)
        if mark == "{":
            return self.context()
        if mark == "@":
            cursor.at += 1
            if cursor.token.kind != "string":
                raise cursor.wrong("文本", "a string")
            cursor.at += 1
            return syntax.Constant(at_literal(unquote(cursor.peek(-1).text)))
        raise cursor.wrong("表达式", "an expression")

    def _worded(self, word: str, column: int) -> Node:
        cursor = self.cursor
        known = cursor.known_name()
        if known is not None:
            return syntax.Name(known, column)
        if word in _CONSTANTS:
            cursor.at += 1
            return syntax.Constant(_CONSTANTS[word])
        if word == "function" and cursor.peek().text == "(":
            return self.function_definition()
        compound = self.compound(word)
        return compound or syntax.Name(cursor.root_name(), column)

    def _bracket(self) -> Node:
        """``(e)``, ``(e..e]`` and the range ``(< e)``."""
        cursor = self.cursor
        cursor.at += 1
        outer, self.open_intervals = self.open_intervals, 0
        node = self.expression()
        self.open_intervals = outer
        if cursor.sees(".."):
            return self.interval(node, False)
        cursor.need(")")
        return node

    def _list_or_interval(self) -> Node:
        cursor = self.cursor
        cursor.at += 1
        if cursor.take("]"):
            return syntax.ListLiteral(())
        outer, self.open_intervals = self.open_intervals, 0
        items = [self.expression()]
        self.open_intervals = outer
        if cursor.sees(".."):
            return self.interval(items[0], True)
        while cursor.take(","):
            items.append(self.expression())
        cursor.need("]")
        return syntax.ListLiteral(tuple(items))

    def interval(self, low: Node, low_closed: bool) -> Node:
        cursor = self.cursor
        cursor.need("..")
        self.open_intervals += 1
        high = self.expression()
        self.open_intervals -= 1
        if not cursor.sees("]", ")", "["):
            raise cursor.wrong("区间的结尾“]”、“)”或“[”", "the end of the range, “]”, “)” or “[”")
        high_closed = cursor.token.text == "]"
        cursor.at += 1
        return syntax.Interval(low, high, low_closed, high_closed)

    def _call(self, callee: Node) -> Node:
        cursor = self.cursor
        cursor.need("(")
        outer, self.open_intervals = self.open_intervals, 0
        arguments: list[Node] = []
        names: list[str] = []
        named = self._argument_name_follows()
        while not cursor.sees(")"):
            if named:
                names.append(cursor.new_name(":"))
                cursor.need(":")
            arguments.append(self.expression())
            if not cursor.take(","):
                break
        cursor.need(")")
        self.open_intervals = outer
        return syntax.Call(callee, tuple(arguments), tuple(names) if named else None)

    def _argument_name_follows(self) -> bool:
        ahead = 0
        while self.cursor.peek(ahead).kind in ("word", "number"):
            ahead += 1
        return ahead > 0 and self.cursor.peek(ahead).text == ":"
