using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FerCare.Clinic.Storage;

/// <summary>Gives the connections that EF Core opens the same settings as the others.</summary>
internal sealed class ConnectionSettings : DbConnectionInterceptor
{
    public static ConnectionSettings Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => ClinicDatabase.SetUp((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ClinicDatabase.SetUp((SqliteConnection)connection);
        return Task.CompletedTask;
    }
}
