"""Expressions that begin with a keyword or a brace: if, for, some, every, function, contexts; and types."""

from __future__ import annotations

from engine.feel import syntax
from engine.feel.cursor import Cursor
from engine.feel.lexer import unquote
from engine.feel.syntax import Node
from engine.feel.types import ANY, NAMED, Type


class CompoundParser:
    """Holds the cursor; ``expression`` is given by the class that completes the grammar."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.open_intervals = 0
        self.minus = False
        """A minus sign directly before a number belongs to the literal (rule 36)."""
        self.pending: Node | None = None
        """An operand already read, that the next primary gives back."""

    def expression(self) -> Node:
        raise NotImplementedError

    def compound(self, word: str) -> Node | None:
        if word == "if":
            return self._if()
        if word == "for":
            return self._for()
        if word in ("some", "every"):
            return self._quantified(word == "every")
        return None

    def _if(self) -> Node:
        cursor = self.cursor
        cursor.need("if")
        condition = self.expression()
        cursor.need("then")
        then = self.expression()
        cursor.need("else")
        return syntax.If(condition, then, self.expression())

    def _for(self) -> Node:
        self.cursor.need("for")
        iterators, learnt = self._iterators("return")
        learnt += self._learn("partial")
        body = self.expression()
        self._forget(learnt)
        return syntax.For(iterators, body)

    def _quantified(self, every: bool) -> Node:
        self.cursor.at += 1
        iterators, learnt = self._iterators("satisfies")
        condition = self.expression()
        self._forget(learnt)
        return syntax.Quantified(every, iterators, condition)

    def _iterators(self, end: str) -> tuple[tuple[syntax.Iterator, ...], list[str]]:
        cursor = self.cursor
        found: list[syntax.Iterator] = []
        learnt: list[str] = []
        while True:
            name = cursor.new_name("in")
            cursor.need("in")
            low = self.expression()
            high = self.expression() if cursor.take("..") else None
            found.append(syntax.Iterator(name, low, high))
            learnt += self._learn(name)
            if not cursor.take(","):
                break
        cursor.need(end)
        return tuple(found), learnt

    def function_definition(self) -> Node:
        """Rule 55. ``external`` with its context of Java or PMML is read and never called."""
        cursor = self.cursor
        cursor.at += 1
        cursor.need("(")
        parameters = []
        while not cursor.sees(")"):
            name = cursor.new_name(":", ",", ")")
            kind = self.type() if cursor.take(":") else ANY
            parameters.append(syntax.Parameter(name, kind))
            if not cursor.take(","):
                break
        cursor.need(")")
        if cursor.sees("external") and cursor.peek().text == "{":
            cursor.at += 1
            self.expression()
            return syntax.FunctionDefinition(tuple(parameters), None)
        learnt = [name for parameter in parameters for name in self._learn(parameter.name)]
        body = self.expression()
        self._forget(learnt)
        return syntax.FunctionDefinition(tuple(parameters), body)

    def context(self) -> Node:
        cursor = self.cursor
        cursor.need("{")
        entries = []
        learnt: list[str] = []
        while not cursor.sees("}"):
            if cursor.token.kind == "string":
                name = unquote(cursor.token.text)
                cursor.at += 1
            else:
                name = cursor.new_name(":")
            cursor.need(":")
            entries.append((name, self.expression()))
            learnt += self._learn(name)
            cursor.members.add(name)
            if not cursor.take(","):
                break
        cursor.need("}")
        self._forget(learnt)
        return syntax.ContextLiteral(tuple(entries))

    def type(self) -> Type:
        """Rule 52: a built-in type, list<…>, range<…>, context<…> or function<…> -> …"""
        self.cursor.deeper()
        found = self._type()
        self.cursor.back()
        return found

    def _type(self) -> Type:
        cursor = self.cursor
        name = self._type_name()
        if name in ("list", "range") and cursor.take("<"):
            inner = self.type()
            cursor.need(">")
            return Type(name, (inner,))
        if name == "context" and cursor.take("<"):
            members = []
            while not cursor.sees(">"):
                key = cursor.new_name(":")
                cursor.need(":")
                members.append((key, self.type()))
                if not cursor.take(","):
                    break
            cursor.need(">")
            return Type(name, tuple(members))
        if name == "function" and cursor.take("<"):
            return self._function_type()
        return NAMED[name] if name in NAMED else self._own_type(name)

    def _function_type(self) -> Type:
        cursor = self.cursor
        parts = []
        while not cursor.sees(">"):
            parts.append(self.type())
            if not cursor.take(","):
                break
        cursor.need(">")
        cursor.need("->")
        return Type("function", (*parts, self.type()))

    def _type_name(self) -> str:
        cursor = self.cursor
        for size in (4, 3, 1):
            words = [cursor.peek(ahead) for ahead in range(size)]
            name = " ".join(token.text for token in words)
            if name in NAMED and all(token.kind == "word" for token in words):
                cursor.at += size
                return name
        return cursor.qualified_name()

    def _own_type(self, name: str) -> Type:
        """A type of the model's own, if the caller knows any."""
        found = self.cursor.types(name)
        if found is not None:
            return found
        self.cursor.at -= 1
        raise self.cursor.wrong("类型名称，如 number、string、date", "a type such as number, string or date")

    def _learn(self, name: str) -> list[str]:
        return [name] if self.cursor.names.add(name) else []

    def _forget(self, names: list[str]) -> None:
        for name in names:
            self.cursor.names.forget(name)
