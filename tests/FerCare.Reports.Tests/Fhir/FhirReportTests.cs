using System.Text;
using System.Text.Json;
using FerCare.Clinic.Findings;
using FerCare.Reports.Fhir;
using Firely.Fhir.Validation;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Source;
using Hl7.Fhir.Specification.Terminology;

namespace FerCare.Reports.Tests.Fhir;

public sealed class FhirReportTests
{
    private static readonly Lazy<Validator> profiles = new(() =>
    {
        var source = new CachedResolver(ZipSource.CreateValidationSource());
        return new Validator(source, new LocalTerminologyService(source), null, null);
    });

    [Fact]
    public void The_bundle_parses_back_as_it_was_written()
    {
        var bundle = Read(SampleReport.Of());

        bundle.Type.ShouldBe(Bundle.BundleType.Collection);
        bundle.Entry.Select(e => e.Resource!.TypeName).Distinct().ShouldBe(
            ["Patient", "Device", "Encounter", "Consent", "Observation", "QuestionnaireResponse", "DiagnosticReport", "Provenance"], ignoreOrder: true);
        bundle.IsExactly(FhirReportWriter.BundleOf(SampleReport.Of(), TestContext.Current.CancellationToken)).ShouldBeTrue();
    }

    [Fact]
    public void Every_reference_leads_to_a_resource_of_the_same_bundle()
    {
        var bundle = Read(SampleReport.Of());
        var urls = bundle.Entry.Select(e => e.FullUrl).ToHashSet();
        var references = bundle.Entry.SelectMany(e => e.Resource!.DescendantsOf<ResourceReference>()).Select(r => r.Reference).ToArray();
        urls.Count.ShouldBe(bundle.Entry.Count);
        references.Length.ShouldBeGreaterThan(20);
        references.ShouldAllBe(r => urls.Contains(r));
    }

    [Fact]
    public void The_expressions_are_sampled_data_that_reads_back_with_gaps_as_gaps()
    {
        var report = SampleReport.Of();
        var timeline = Read(report).Entry.Select(e => e.Resource).OfType<Observation>().Single(o => o.Code.Coding.Any(c => c.Code == "expression-timeline"));
        timeline.Component.Count.ShouldBe(7);
        foreach (var component in timeline.Component)
        {
            var values = ((SampledData)component.Value!).Data!.Split(' ');
            values.Length.ShouldBe(report.Timeline.Count);
            values.Zip(report.Timeline).ShouldAllBe(v => v.Second.Mean == null == (v.First == "E"));
        }
    }

    [Fact]
    public void Markers_are_components_with_their_moment_and_what_was_written_is_a_note()
    {
        var markers = Read(SampleReport.Of()).Entry.Select(e => e.Resource).OfType<Observation>().Single(o => o.Code.Coding.Any(c => c.Code == "markers"));
        markers.Component.Select(c => (c.Code.Coding[0].Code, ((Quantity)c.Value!).Value ?? 0)).ShouldBe([("difficult-topic", 149_500m), ("plain", 160_000m)]);
        markers.Note.ShouldHaveSingleItem().Text.ShouldNotBeNull().ShouldContain("02:40: =Spoke of the move to another town. (Sample clinician, ");
    }

    [Fact]
    public void What_no_clinician_has_judged_is_preliminary_and_what_one_confirmed_is_final_and_flagged()
    {
        var report = SampleReport.Of();
        var findings = Indices(Read(report with { Findings = [report.Findings[0] with { Review = ReviewState.Confirmed }, report.Findings[1]] }));
        findings.Select(f => f.Status).ShouldBe([ObservationStatus.Final, ObservationStatus.Preliminary]);
        findings[0].Interpretation.Single().Coding.Single().Code.ShouldBe("Flagged");
        findings.ShouldAllBe(f => f.Note.Any(n => n.Text == SessionReport.Disclaimer));
    }

    [Fact]
    public void What_a_clinician_dismissed_is_cancelled_and_no_flag_any_more()
    {
        var bundle = Read(SampleReport.Of());
        var findings = Indices(bundle);
        findings.Select(f => f.Status).ShouldBe([ObservationStatus.Cancelled, ObservationStatus.Preliminary]);
        findings.Select(f => f.Interpretation.Single().Coding.Single().Code).ShouldBe(["Dismissed", "NoFlag"]);
        bundle.Entry.Select(e => e.Resource).OfType<DiagnosticReport>().Single().Conclusion.ShouldNotBeNull().ShouldContain("Depression-pattern indicator: flagged, dismissed by a clinician.");
    }

    [Fact]
    public void The_report_is_preliminary_while_one_index_is()
    {
        Read(SampleReport.Of()).Entry.Select(e => e.Resource).OfType<DiagnosticReport>().Single().Status.ShouldBe(DiagnosticReport.DiagnosticReportStatus.Preliminary);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_bundle_is_valid_against_the_base_profiles_of_R4(bool pseudonymous)
    {
        var outcome = profiles.Value.Validate(Read(SampleReport.Of(pseudonymous: pseudonymous)));
        outcome.Issue.Where(i => i.Severity is OperationOutcome.IssueSeverity.Error or OperationOutcome.IssueSeverity.Fatal).Select(i => $"{string.Join(',', i.Expression)}: {i.Details?.Text}").ShouldBeEmpty();
    }

    [Fact]
    public void Of_erased_samples_the_stored_timeline_is_given_with_a_note_and_where_it_went_too_no_empty_one()
    {
        var kept = Read(SampleReport.Erased(SampleReport.Of()));
        var timeline = Timelines(kept).ShouldHaveSingleItem();
        timeline.Note.ShouldHaveSingleItem().Text.ShouldNotBeNull().ShouldContain("were erased on 2028-03-04");
        ((SampledData)timeline.Component[0].Value!).Data!.Split(' ').ShouldContain(value => value != "E");
        ((SampledData)timeline.Component[0].Value!).Period.ShouldBe(1_000m);

        var gone = Read(SampleReport.ErasedOnRequest(SampleReport.Of()));
        Timelines(gone).ShouldBeEmpty();
        gone.Entry.Select(e => e.Resource).OfType<DiagnosticReport>().Single().Conclusion.ShouldNotBeNull().ShouldContain("erased on 2026-03-06.");

        static Observation[] Timelines(Bundle bundle) => [.. bundle.Entry.Select(e => e.Resource).OfType<Observation>().Where(o => o.Code.Coding.Any(c => c.Code == "expression-timeline"))];
    }

    [Fact]
    public void A_session_without_anything_is_still_a_bundle() =>
        Read(SampleReport.Of(new([], [], [], null, 0), null, [], new("Sample patient C", null, null, false), null)).Entry.Count.ShouldBeGreaterThan(4);

    private static Observation[] Indices(Bundle bundle) =>
        [.. bundle.Entry.Select(e => e.Resource).OfType<Observation>().Where(o => o.Code.Coding.Any(c => c.System == "urn:fercare:indicator"))];

    private static Bundle Read(SessionReport report)
    {
        using var to = new MemoryStream();
        new FhirReportWriter().Write(report, to);
        return JsonSerializer.Deserialize<Bundle>(Encoding.UTF8.GetString(to.ToArray()), new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector))!;
    }
}

internal static class FhirTree
{
    /// <summary>Everything of a type inside a resource.</summary>
    public static IEnumerable<T> DescendantsOf<T>(this Base root) where T : Base =>
        root.EnumerateElements().SelectMany(e => e.Value switch { Base one => [one], System.Collections.IEnumerable many and not string => many.OfType<Base>(), _ => [] })
            .SelectMany(child => child is T found ? [found, .. child.DescendantsOf<T>()] : child.DescendantsOf<T>());
}
