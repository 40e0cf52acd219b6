using Microsoft.Extensions.Localization;

namespace FerCare.Web.Reporting;

/// <summary>How the formats of exports are called.</summary>
public static class FormatWords
{
    /// <param name="extension">As the writer has it.</param>
    public static string Title(string extension, IStringLocalizer words) => extension switch
    {
        "pdf" => "PDF",
        "xlsx" => "Excel",
        "csv" => "CSV",
        "parts.csv" => words["CSV of the parts"],
        "codebook.csv" => words["Codebook"],
        "fhir.json" => "FHIR R4",
        "json" => "JSON",
        var other => other,
    };

    /// <summary>What a format is good for.</summary>
    public static string Use(string extension, IStringLocalizer words) => extension switch
    {
        "pdf" => words["to read and to file"],
        "xlsx" => words["findings, signals, questionnaires, markers, samples"],
        "csv" => words["one row for each sample"],
        "parts.csv" => words["signals by what the patient did"],
        "codebook.csv" => words["what the columns mean"],
        "fhir.json" => words["for another clinical system"],
        "json" => words["everything, for programs"],
        _ => "",
    };
}
