"""Primaries: from the red, green and blue of one screen to those of another."""

from __future__ import annotations

from .scan.colour import SRGB

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

# Bradford's cones, which adapt from one white to another (ICC.1, E.3).
_BRADFORD = (
    (0.8951, 0.2664, -0.1614),
    (-0.7502, 1.7135, 0.0367),
    (0.0389, -0.0685, 1.0296),
)


def to_linear_srgb(primaries: tuple[float, ...]) -> Matrix:
    """From linear RGB of other primaries to that of sRGB.

    :param primaries: chromaticities of red, green, blue and white, x and y each.
    :raises ZeroDivisionError: they span no colours.
    """
    return _product(_inverse(_to_xyz(SRGB)), _to_xyz(primaries))


def times(matrix: Matrix, vector: Vector) -> Vector:
    """The product of both."""
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def _to_xyz(primaries: tuple[float, ...]) -> Matrix:
    """From linear RGB to XYZ, its white adapted to D65 (SMPTE RP 177)."""
    red, green, blue, white = (
        _xyz_of(*primaries[at : at + 2]) for at in range(0, len(primaries), 2)
    )
    columns = _transposed((red, green, blue))
    scaled = _product(columns, _scaling(times(_inverse(columns), white)))
    cones = times(_BRADFORD, white)
    wanted = times(_BRADFORD, _xyz_of(*SRGB[6:]))
    x, y, z = (to / from_ for to, from_ in zip(wanted, cones, strict=True))
    adapted = _product(_scaling((x, y, z)), _BRADFORD)
    return _product(_product(_inverse(_BRADFORD), adapted), scaled)


def _xyz_of(x: float, y: float) -> Vector:
    return x / y, 1.0, (1 - x - y) / y


def _scaling(by: Vector) -> Matrix:
    return (by[0], 0.0, 0.0), (0.0, by[1], 0.0), (0.0, 0.0, by[2])


def _transposed(matrix: Matrix) -> Matrix:
    x, y, z = zip(*matrix, strict=True)
    return x, y, z


def _product(left: Matrix, right: Matrix) -> Matrix:
    columns = _transposed(right)
    x, y, z = (times(columns, row) for row in left)
    return x, y, z


def _inverse(matrix: Matrix) -> Matrix:
    """By its cofactors; raises ``ZeroDivisionError`` where there is none."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    cofactors = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    determinant = a * cofactors[0][0] + b * cofactors[1][0] + c * cofactors[2][0]
    x, y, z = (
        (row[0] / determinant, row[1] / determinant, row[2] / determinant)
        for row in cofactors
    )
    return x, y, z
