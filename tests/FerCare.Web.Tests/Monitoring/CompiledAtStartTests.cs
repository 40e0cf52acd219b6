using FerCare.Vision;
using FerCare.Vision.Classifying;
using FerCare.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Monitoring;

public class CompiledAtStartTests
{
    [Fact]
    public async Task The_server_compiles_the_network_into_its_data_folder()
    {
        await using var app = await RunningApp.StartAsync(readsFaces: true);
        var graph = app.Services.GetRequiredService<VisionModels>().Emotions.Graph;
        (graph.Compilation, graph.Problem).ShouldBe((GraphCompilation.AheadOfTime, null));
        Directory.GetFiles(app.Services.GetRequiredService<ServeSettings>().CompiledFolder).ShouldBe([graph.File!]);
    }
}
