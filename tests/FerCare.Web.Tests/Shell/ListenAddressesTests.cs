using FerCare.Web.Shell;
using FerCare.Web.Tests.Faults;
using Microsoft.Extensions.Configuration;

namespace FerCare.Web.Tests.Shell;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("http://192.168.1.5:5080")]
    [InlineData("http://clinic.example:5080")]
    public void Plain_http_for_other_machines_is_refused_unless_a_proxy_is_declared(string address)
    {
        var refused = Should.Throw<InvalidDataException>(() => ListenAddresses.Require(["http://127.0.0.1:5080", address], Told()));
        refused.Message.ShouldContain(address);
        refused.Message.ShouldContain("ASPNETCORE_FORWARDEDHEADERS_ENABLED=true");

        Should.NotThrow(() => ListenAddresses.Require([address], Told(("ForwardedHeaders_Enabled", "true"))));
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://[::1]:5080")]
    [InlineData("http://unix:/run/fercare.sock")]
    [InlineData("https://0.0.0.0:5443")]
    public void Plain_http_for_this_machine_and_https_for_all_are_taken(string address) => Should.NotThrow(() => ListenAddresses.Require([address], Told()));

    [Fact]
    public void An_address_in_the_configuration_is_looked_at_too() =>
        Should.Throw<InvalidDataException>(() => ListenAddresses.Require([ServeSettings.DefaultUrls], Told(("Kestrel:Endpoints:Open:Url", "http://0.0.0.0:80"))));

    [Theory]
    [InlineData("5080")]
    [InlineData("127.0.0.1:5080")]
    public void What_is_no_address_is_named(string address) =>
        Should.Throw<InvalidDataException>(() => ListenAddresses.Require([address], Told())).Message.ShouldStartWith($"Address {address}: expected one such as http://127.0.0.1:5080");

    [Fact]
    public async Task The_program_does_not_start_on_such_an_address()
    {
        var folder = Directory.CreateTempSubdirectory("fercare-address-");
        try
        {
            var ended = await StartedProgram.RunAsync(["serve", "--urls", "http://0.0.0.0:0", "--data", folder.FullName]);

            ended.Code.ShouldBe(1);
            ended.Wrong.ShouldStartWith("fercare: Address http://0.0.0.0:0: expected HTTPS, or plain HTTP for this machine only");
            ended.Wrong.Count(c => c == '\n').ShouldBe(1, ended.Wrong);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IConfiguration Told(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
}
