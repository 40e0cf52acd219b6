using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FerCare.Clinic;

/// <summary>Stores an instant as its UTC ticks (100 ns since year 1), which every database can order and compare.</summary>
internal sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(at => at.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
