using System.Text;
using FerCare.Web.Accounts;

namespace FerCare.Web.Tests.Accounts;

public sealed class OneTimeCodeTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, last six of eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1_111_111_109, "081804")]
    [InlineData(1_111_111_111, "050471")]
    [InlineData(1_234_567_890, "005924")]
    [InlineData(2_000_000_000, "279037")]
    [InlineData(20_000_000_000, "353130")]
    public void The_codes_are_those_of_the_standard(long seconds, string code)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        OneTimeCode.At(Secret, OneTimeCode.StepOf(at)).ShouldBe(code);
        OneTimeCode.Match(Secret, code, at).ShouldBe(OneTimeCode.StepOf(at));
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void A_code_is_good_for_the_step_before_and_after_and_no_longer(int late, bool good)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);
        (OneTimeCode.Match(Secret, "005 924", now.AddSeconds(late)) is not null).ShouldBe(good);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00592")]
    [InlineData("0059244")]
    [InlineData("٠٠٥٩٢٤")]
    public void What_is_no_code_matches_nothing(string? typed) => OneTimeCode.Match(Secret, typed, DateTimeOffset.FromUnixTimeSeconds(1_234_567_890)).ShouldBeNull();

    [Fact]
    public void The_key_is_shown_in_base_32_as_authenticators_read_it()
    {
        OneTimeCode.InGroups(Secret).ShouldBe("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        OneTimeCode.Address(Secret, "vera north").ShouldBe("otpauth://totp/FerCare:vera%20north?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=FerCare");
    }
}
