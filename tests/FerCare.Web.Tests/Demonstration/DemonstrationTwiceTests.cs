using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FerCare.Clinic;
using FerCare.Clinic.Access;
using FerCare.Clinic.Storage;
using FerCare.Web.Demonstration;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Demonstration;

/// <summary>Whoever shows the demonstration, or compares two versions of the product on it, sees the same clinic every time.</summary>
public sealed partial class DemonstrationTwiceTests
{
    /// <summary>The tables whose values are compared; of the others, which hold accounts, keys, tokens and the sealed trail, only the number of rows.</summary>
    private static readonly string[] compared =
    [
        "sessions", "session_events", "consents", "context_marks", "frame_samples", "emotion_samples", "emotion_rollups", "session_signals", "patient_baselines", "findings",
        "planned_forms", "form_responses", "form_answers", "safety_alerts",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seeded_twice_at_the_same_time_it_is_the_same_clinic_but_for_ids_keys_and_what_is_sealed()
    {
        var first = await SeededAsync();
        var second = await SeededAsync();

        second.ShouldBe(first);
        foreach (var table in compared) first.Count(line => line.StartsWith($"{table}: ", StringComparison.Ordinal) && !line.StartsWith($"{table}: 0 ", StringComparison.Ordinal)).ShouldBe(1, table);
    }

    /// <summary>A line for each table of a demonstration: its rows, and a checksum of what stands in them.</summary>
    private static async Task<string[]> SeededAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fercare-demo-");
        try
        {
            var path = Path.Combine(folder.FullName, "fercare.db");
            var services = new ServiceCollection();
            services.AddSingleton<TimeProvider>(new OneMoment());
            services.AddClinic(path);
            services.AddIdentityCore<StaffAccount>(o => o.Password.RequireUppercase = o.Password.RequireNonAlphanumeric = o.Password.RequireDigit = false)
                .AddRoles<IdentityRole<Guid>>().AddEntityFrameworkStores<ClinicContext>();
            await using var provider = services.BuildServiceProvider();
            await ClinicStorage.MigrateAsync(provider, Cancel);
            (await DemonstrationClinic.SeedAsync(provider, Cancel)).ShouldNotBeEmpty();
            await using var context = await provider.GetRequiredService<IDbContextFactory<ClinicContext>>().CreateDbContextAsync(Cancel);
            await context.Database.OpenConnectionAsync(Cancel);
            var connection = (SqliteConnection)context.Database.GetDbConnection();
            var lines = new List<string>();
            foreach (var table in Tables(connection)) lines.Add(Line(connection, table));
            // Only this clinic's own: other classes run beside this one.
            SqliteConnection.ClearPool(connection);
            return [.. lines];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> Tables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name;";
        using var reader = command.ExecuteReader();
        var tables = new List<string>();
        while (reader.Read()) tables.Add(reader.GetString(0));
        return tables;
    }

    private static string Line(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table}\";";
        using var reader = command.ExecuteReader();
        var values = new object[reader.FieldCount];
        var rows = 0;
        // A sum: the order of rows may follow from random ids.
        var sum = 0UL;
        while (reader.Read())
        {
            rows++;
            if (!compared.Contains(table)) continue;
            reader.GetValues(values);
            sum = unchecked(sum + BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', values.Select(Written))))));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{table}: {rows} rows, {sum:x16}");
    }

    /// <summary>A value without what is random: sealed texts are bytes, ids are written out.</summary>
    private static string Written(object value) => value switch
    {
        byte[] => "sealed",
        string text => RandomId().Replace(text, "id"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    [GeneratedRegex("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")]
    private static partial Regex RandomId();

    /// <summary>A clock that stands; timers run on, so that the journal commits.</summary>
    private sealed class OneMoment : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 20, 9, 30, 0, TimeSpan.Zero);
    }
}
