using FerCare.Clinic.Sessions;
using FerCare.Reports.Csv;
using FerCare.Reports.Fhir;
using FerCare.Reports.Json;
using FerCare.Reports.Pdf;
using FerCare.Reports.Xlsx;

namespace FerCare.Reports.Tests;

public sealed class CancelledReportTests
{
    private static readonly IReportWriter[] writers = [new CsvReportWriter(), new PartCsvWriter(), new CodebookWriter(), new JsonReportWriter(), new FhirReportWriter(), new XlsxReportWriter(), new PdfReportWriter()];

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public void A_list_of_samples_ends_where_it_is_cancelled_and_not_at_the_end_of_the_session(string extension)
    {
        var writer = writers.Single(w => w.Extension == extension);
        var report = SampleReport.Of();
        using var whole = new MemoryStream();
        writer.Write(report, whole, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        using var part = new StopsAtFirstByte(stop);

        Should.Throw<OperationCanceledException>(() => writer.Write(report, part, stop.Token));

        part.Length.ShouldBeLessThan(whole.Length / 2);
    }

    [Fact]
    public void A_bundle_ends_between_two_resources()
    {
        using var stop = new CancellationTokenSource();
        var report = SampleReport.Of();
        using var part = new MemoryStream();

        Should.Throw<OperationCanceledException>(() => new FhirReportWriter().Write(report with { Consents = new ConsentsThatStop(report.Consents, stop) }, part, stop.Token));

        part.Length.ShouldBe(0);
    }

    [Fact]
    public void A_workbook_ends_between_two_rows()
    {
        using var stop = new CancellationTokenSource();
        var report = SampleReport.Of() with { Events = new StopsWhenRead(stop) };
        using var part = new MemoryStream();

        Should.Throw<OperationCanceledException>(() => new XlsxReportWriter().Write(report, part, stop.Token));

        part.Length.ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_written_in_any_format_once_it_is_cancelled()
    {
        foreach (var writer in writers)
        {
            using var part = new MemoryStream();
            Should.Throw<OperationCanceledException>(() => writer.Write(SampleReport.Of(), part, new CancellationToken(canceled: true)), writer.Extension);
            part.Length.ShouldBe(0, writer.Extension);
        }
    }

    private sealed class StopsAtFirstByte(CancellationTokenSource stop) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            stop.Cancel();
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            stop.Cancel();
            base.Write(buffer);
        }
    }

    /// <summary>Consents during whose reading somebody cancels.</summary>
    private sealed class ConsentsThatStop(IReadOnlyList<ConsentRow> consents, CancellationTokenSource stop) : IReadOnlyList<ConsentRow>
    {
        public int Count => consents.Count;

        public ConsentRow this[int index]
        {
            get
            {
                stop.Cancel();
                return consents[index];
            }
        }

        public IEnumerator<ConsentRow> GetEnumerator() => consents.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Events during whose reading somebody cancels.</summary>
    private sealed class StopsWhenRead(CancellationTokenSource stop) : IReadOnlyList<SessionEventRow>
    {
        private static readonly SessionEventRow row = new(0, DateTimeOffset.UnixEpoch, SessionEventKind.Started);

        public int Count => 2;

        public SessionEventRow this[int index] => row;

        public IEnumerator<SessionEventRow> GetEnumerator()
        {
            stop.Cancel();
            yield return row;
            yield return row;
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
