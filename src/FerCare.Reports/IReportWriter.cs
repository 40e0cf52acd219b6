namespace FerCare.Reports;

/// <summary>Writes a report in one format.</summary>
public interface IReportWriter
{
    /// <summary>The media type, as it stands in an HTTP answer.</summary>
    string ContentType { get; }

    /// <summary>The end of the file's name, without a dot in front.</summary>
    string Extension { get; }

    /// <summary>Writes the whole report and leaves the stream open.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; what was written so far is of no use.</exception>
    void Write(SessionReport report, Stream to, CancellationToken cancel = default);
}
