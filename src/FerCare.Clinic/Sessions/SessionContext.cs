namespace FerCare.Clinic.Sessions;

/// <summary>What the patient does meanwhile. Blink rates differ threefold between the three (Bentivoglio 1997), so only like is compared with like.</summary>
public enum SessionContext
{
    Rest = 0,
    Conversation = 1,
    Reading = 2,
}
