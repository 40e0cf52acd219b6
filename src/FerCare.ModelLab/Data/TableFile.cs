using System.Text;
using CsvHelper;

namespace FerCare.ModelLab.Data;

/// <summary>A CSV file with a header, read row by row; whatever is wrong with it is told with file and row.</summary>
internal sealed class TableFile : IDisposable
{
    private readonly CsvReader reader;
    private readonly int[] places;
    private readonly string[] columns;

    /// <summary>Opens a file and finds the named columns, in any order and case.</summary>
    /// <exception cref="LabDataException">The file is missing or lacks a column.</exception>
    public TableFile(string path, params string[] columns)
    {
        Path = path;
        this.columns = columns;
        places = new int[columns.Length];
        reader = Guarded(() => CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', MissingField = CsvMissingFieldHandling.ReturnEmpty }));
        try
        {
            var headers = Guarded(() => { reader.ReadHeader(); return reader.Headers; });
            for (var i = 0; i < columns.Length; i++)
                if (!reader.TryGetFieldIndex(columns[i], out places[i]))
                    throw new LabDataException($"{Path}: expected the columns {string.Join(", ", columns)}, found {Shorten(string.Join(", ", headers))}.");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Line of the current row where no field spans lines; the header is line 1.</summary>
    public long Row => reader.RowNumber + 1;

    /// <summary>Goes to the next row.</summary>
    /// <exception cref="LabDataException">The row cannot be read.</exception>
    public bool Read() => Guarded(reader.Read);

    /// <summary>The bytes of a field, by the place of its column among those asked for; empty where the row is too short.</summary>
    public ReadOnlySpan<byte> Field(int column) => reader.GetSpan(places[column]);

    /// <summary>A field as text.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Field(column)).Trim();

    /// <summary>A field as a number.</summary>
    /// <exception cref="LabDataException">It is none.</exception>
    public T Number<T>(int column) where T : IUtf8SpanParsable<T> =>
        T.TryParse(Field(column).Trim((byte)' '), System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong($"a number as {columns[column]}", $"\"{Text(column)}\"");

    /// <summary>What is wrong with the current row.</summary>
    public LabDataException Wrong(string expected, string found) => new($"{Path}, row {Row}: expected {expected}, found {Shorten(found)}.");

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CsvFormatException)
        {
            throw new LabDataException($"{Path}: cannot be read as a CSV file ({problem.Message.ReplaceLineEndings(" ")})", problem);
        }
    }

    /// <summary>One line of what was found, whatever bytes it is made of.</summary>
    private static string Shorten(string text) =>
        string.Concat((text.Length <= 120 ? text : text[..120] + "...").Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\ufffd' : c));

    public void Dispose() => reader.Dispose();
}
