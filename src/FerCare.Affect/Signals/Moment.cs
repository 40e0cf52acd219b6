namespace FerCare.Affect.Signals;

/// <summary>A value at a time.</summary>
internal readonly record struct Moment(long TimeMs, double Value);
