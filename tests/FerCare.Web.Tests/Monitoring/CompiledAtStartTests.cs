using FerCare.Web.Monitoring.Readers;
using FerCare.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Monitoring;

public class CompiledAtStartTests
{
    [Fact]
    public async Task The_server_compiles_the_network_into_its_data_folder()
    {
        await using var app = await RunningApp.StartAsync(builder => builder.Configuration["Readers:Separate"] = "true", readsFaces: true);
        var said = app.Services.GetRequiredService<ReaderPool>().Greeting.ShouldNotBeNull();
        said.Problem.ShouldBeNull();
        var compiled = Directory.GetFiles(app.Services.GetRequiredService<ServeSettings>().CompiledFolder).ShouldHaveSingleItem();
        said.Graph.ShouldEndWith(compiled);
    }
}
