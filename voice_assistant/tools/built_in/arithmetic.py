"""Arithmetic, evaluated from its syntax tree: nothing but numbers and what is named here. Pure."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

from ...errors import ToolError

Number = int | float

_MAX_DIGITS = 1000
_MAX_NODES = 200

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: lambda base, exponent: _power(base, exponent),
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Number]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "sqrt": math.sqrt, "abs": abs, "round": round, "floor": math.floor, "ceil": math.ceil, "min": min, "max": max,
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin, "acos": math.acos, "atan": math.atan,
    "log": math.log, "log10": math.log10, "log2": math.log2, "exp": math.exp, "degrees": math.degrees,
    "radians": math.radians, "gcd": math.gcd, "hypot": math.hypot, "cbrt": math.cbrt,
    "factorial": lambda number: _factorial(number),
}  # fmt: skip
_CONSTANTS: dict[str, Number] = {"pi": math.pi, "e": math.e, "tau": math.tau}


def evaluate(expression: str) -> Number:
    """The value of `expression`, in Python's notation. Raises `ToolError` in words."""
    try:
        tree = ast.parse(expression.strip().replace("^", "**"), mode="eval")
        if sum(1 for _ in ast.walk(tree)) > _MAX_NODES:
            raise ToolError("that is too long to calculate")
        value = _value(tree.body)
    except ZeroDivisionError:
        raise ToolError("that cannot be calculated: it divides by zero") from None
    except (OverflowError, MemoryError):
        raise ToolError("that number is too large for me") from None
    except (SyntaxError, ValueError, TypeError, RecursionError):
        raise ToolError("that is nothing I can calculate") from None
    if isinstance(value, complex) or (isinstance(value, float) and not math.isfinite(value)):
        raise ToolError("that has no real number as its result")
    return value


def _value(node: ast.expr) -> Number:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.BinOp(left, operation, right) if type(operation) in _BINARY:
            return _sized(_BINARY[type(operation)](_value(left), _value(right)))
        case ast.UnaryOp(operation, operand) if type(operation) in _UNARY:
            return _UNARY[type(operation)](_value(operand))
        case ast.Name(name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case ast.Call(ast.Name(name), arguments, []) if name in _FUNCTIONS:
            return _sized(_FUNCTIONS[name](*map(_value, arguments)))
    raise ToolError("that is nothing I can calculate")


def _sized(value: Number) -> Number:
    if isinstance(value, int) and value.bit_length() > _MAX_DIGITS * 4:
        raise OverflowError
    return value


def _power(base: Number, exponent: Number) -> Number:
    whole = isinstance(base, int) and isinstance(exponent, int) and exponent > 0
    if whole and int(base).bit_length() * exponent > _MAX_DIGITS * 4:
        raise OverflowError
    result: Number = base**exponent
    return result


def _factorial(number: Number) -> int:
    if number > 400:
        raise OverflowError
    return math.factorial(int(number)) if number == int(number) else math.factorial(-1)


def spoken_number(value: Number) -> str:
    """ "391", "0.3333", "1.2 times 10 to the power of 21": as much as an ear can hold."""
    if isinstance(value, float):
        if value == int(value) and abs(value) < 1e15:
            value = int(value)
        elif 1e-4 <= abs(value) < 1e15:
            return f"{float(f'{value:.6g}') if abs(value) < 1e4 else round(value, 2):,}".removesuffix(".0")
    if isinstance(value, int) and abs(value) < 10**15:
        return f"{value:,}"
    mantissa, _, exponent = f"{value:.3e}".partition("e") if isinstance(value, float) else _scientific(value)
    return f"{float(mantissa):g} times 10 to the power of {int(exponent)}"


def _scientific(value: int) -> tuple[str, str, str]:
    digits = str(abs(value))
    return f"{'-' if value < 0 else ''}{digits[0]}.{digits[1:4]}", "e", str(len(digits) - 1)
