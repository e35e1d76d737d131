using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>A change of the API is a change of the committed document, which a reviewer sees.</summary>
public sealed class OpenApiTests(DemoModels models) : IClassFixture<DemoModels>
{
    [Fact]
    public async Task The_api_is_the_committed_one()
    {
        string committed = Path.Combine(TestData.Root, "src", "Server", "openapi.json");
        await using RunningServer server = await RunningServer.Start(models);
        JsonNode document = await server.Get("/openapi/v1.json");
        document.AsObject().Remove("servers");
        string api = document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }).ReplaceLineEndings("\n") + "\n";

        if (!File.Exists(committed) || File.ReadAllText(committed).ReplaceLineEndings("\n") != api)
        {
            string received = Path.ChangeExtension(committed, ".received.json");
            File.WriteAllText(received, api);
            Assert.Fail($"The API has changed: compare {received} with {committed}, and copy it there if the change is meant.");
        }
    }
}
