using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using FerCare.Clinic.Storage;
using FerCare.Reports.Csv;

namespace FerCare.Reports.Dossiers;

/// <summary>
/// Writes everything that is stored about one patient as a ZIP file: <c>patient.json</c> with all records, a CSV file for every table, the
/// samples among them, and a README that says what is what.
/// </summary>
public static class DossierWriter
{
    public const string ContentType = "application/zip";

    /// <summary>Writes the file; the stream need not be able to seek and stays open.</summary>
    public static void Write(PatientDossier dossier, Stream to)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        using (var readme = new StreamWriter(Entry(zip, "README.txt", dossier), new UTF8Encoding(false))) readme.Write(Explained(dossier));
        using (var json = Entry(zip, "patient.json", dossier)) WriteJson(dossier, json);
        foreach (var table in dossier.Tables)
        {
            using var file = Entry(zip, $"tables/{table.Name}.csv", dossier);
            WriteCsv(table, file);
        }
    }

    private static Stream Entry(ZipArchive zip, string name, PatientDossier dossier)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = dossier.At;
        return entry.Open();
    }

    private static void WriteJson(PatientDossier dossier, Stream to)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("exportedAt", dossier.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteString("careTeam", dossier.Patient.CareTeam);
        json.WriteString("nameInAuditTrail", dossier.Pseudonym);
        // Samples are figures by the hundred thousand: they stand in the CSV files alone.
        foreach (var table in dossier.Tables.Where(t => !t.IsSeries))
        {
            json.WriteStartArray(table.Name);
            foreach (var row in table.Rows)
            {
                json.WriteStartObject();
                for (var i = 0; i < row.Count; i++) WriteValue(json, table.Columns[i], row[i]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.Flush();
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        // Findings and signals are stored as JSON: they are written as what they are, not as a text in quotes.
        if (value is string { Length: > 1 } text && name == "Json") json.WriteRawValue(text);
        else JsonSerializer.Serialize(json, value);
    }

    private static void WriteCsv(DossierTable table, Stream to)
    {
        using var csv = CsvText.Writer(to);
        foreach (var column in table.Columns) csv.WriteField(column);
        csv.EndRecord();
        foreach (var row in table.Rows)
        {
            foreach (var value in row) csv.WriteField(value is string text ? CsvText.Inert(text) : Convert.ToString(value, CultureInfo.InvariantCulture));
            csv.EndRecord();
        }
    }

    private static string Explained(PatientDossier dossier)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Everything FerCare stores about one patient, as it stood on {dossier.At:yyyy-MM-dd HH:mm} UTC.");
        text.AppendLine().AppendLine("patient.json   all records but the samples");
        text.AppendLine("tables/*.csv   every table with its rows, the samples too; UTF-8, commas, names of the columns in the first row");
        text.AppendLine().AppendLine("Instants are UTC. t_ms, TimeMs and the like are milliseconds since the first frame of the session. frame_samples: eyes in 1/10000,");
        text.AppendLine("angles in 1/100 degree, displacement in 1/100000 of the distance between the eyes; emotion_samples and emotion_rollups: shares in 1/255. No picture was ever stored.");
        text.AppendLine("Left out are keys, hashes and seals, which say nothing about anybody. audit_records: who looked at or changed what, and when.");
        text.AppendLine().AppendLine("The figures describe a face, not what a person felt. They are not a diagnosis.");
        return text.ToString();
    }
}
