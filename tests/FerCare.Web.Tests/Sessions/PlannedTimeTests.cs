using FerCare.Web.Sessions;

namespace FerCare.Web.Tests.Sessions;

public sealed class PlannedTimeTests
{
    [Theory]
    [InlineData("09:00:00", "09:00")]
    [InlineData("09:00:40", "09:00")]
    [InlineData("09:01:00", "09:05")]
    [InlineData("09:56:30", "10:00")]
    [InlineData("23:54:59", "23:55")]
    public void A_new_session_is_offered_for_the_next_five_minutes(string now, string offered) => PlannedTime.Offered(At(now)).ShouldBe(At(offered));

    [Theory]
    [InlineData("23:56:00", "23:56")]
    [InlineData("23:59:59", "23:59")]
    public void A_few_minutes_before_midnight_it_is_offered_for_the_same_day(string now, string offered) => PlannedTime.Offered(At(now)).ShouldBe(At(offered));

    private static DateTime At(string time) => new DateOnly(2026, 3, 2).ToDateTime(TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture));
}
