namespace FerCare.Affect.Face;

/// <summary>Small symmetric positive definite systems of equations.</summary>
internal static class LinearSystem
{
    /// <summary>Solves matrix * unknown = right by Cholesky's method; the matrix is overwritten. False where it is not positive definite.</summary>
    public static bool TrySolve(Span<double> matrix, ReadOnlySpan<double> right, Span<double> unknown)
    {
        var n = right.Length;
        for (var column = 0; column < n; column++)
        {
            var pivot = matrix[column * n + column];
            for (var k = 0; k < column; k++) pivot -= matrix[column * n + k] * matrix[column * n + k];
            if (!(pivot > 0)) return false;
            pivot = Math.Sqrt(pivot);
            matrix[column * n + column] = pivot;
            for (var row = column + 1; row < n; row++)
            {
                var sum = matrix[row * n + column];
                for (var k = 0; k < column; k++) sum -= matrix[row * n + k] * matrix[column * n + k];
                matrix[row * n + column] = sum / pivot;
            }
        }

        for (var row = 0; row < n; row++)
        {
            var sum = right[row];
            for (var k = 0; k < row; k++) sum -= matrix[row * n + k] * unknown[k];
            unknown[row] = sum / matrix[row * n + row];
        }

        for (var row = n - 1; row >= 0; row--)
        {
            var sum = unknown[row];
            for (var k = row + 1; k < n; k++) sum -= matrix[k * n + row] * unknown[k];
            unknown[row] = sum / matrix[row * n + row];
        }

        return true;
    }
}
