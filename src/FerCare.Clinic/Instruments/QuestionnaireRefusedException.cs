namespace FerCare.Clinic.Instruments;

/// <summary>A file that is no questionnaire FerCare can use: one line with the file, what was expected and what was found.</summary>
public sealed class QuestionnaireRefusedException(string file, string expected, string found)
    : Exception($"{file}: expected {expected}, found {found}.");
