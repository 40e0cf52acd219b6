using FerCare.Clinic.Patients;

namespace FerCare.Clinic.Tests.Patients;

public sealed class NewPatientTests
{
    private static readonly Guid team = Guid.NewGuid();

    [Theory]
    [InlineData("", "N-1", 1980)]
    [InlineData("   ", "N-1", 1980)]
    [InlineData("two\nlines", "N-1", 1980)]
    [InlineData("Sample", "", 1980)]
    [InlineData("Sample", "N-1", 1700)]
    [InlineData("Sample", "N-1", 12_000)]
    public void Nonsense_is_refused(string name, string recordNumber, int birthYear) =>
        Should.Throw<ArgumentException>(() => new NewPatient(team, name, recordNumber, birthYear));

    [Fact]
    public void A_patient_without_a_team_is_refused() => Should.Throw<ArgumentException>(() => new NewPatient(Guid.Empty, "Sample", "N-1", null));

    [Fact]
    public void A_name_too_long_for_the_record_is_refused_with_both_lengths() =>
        Should.Throw<ArgumentException>(() => new NewPatient(team, new string('x', 121), "N-1", null)).Message.ShouldContain("at most 120 characters, found 121");

    [Fact]
    public void Spaces_around_are_taken_off() => new NewPatient(team, "  Sample  ", " N-1 ", null).ShouldBe(new NewPatient(team, "Sample", "N-1", null));
}
