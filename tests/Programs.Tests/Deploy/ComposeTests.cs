using YamlDotNet.RepresentationModel;
using static ClipSurgery.Tests.KubernetesJobRules;

namespace ClipSurgery.Tests;

public class ComposeTests
{
    public static TheoryData<string> Files => ["compose.label-studio.yaml", "compose.cvat.yaml"];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_server_can_do_little_beside_its_work(string file)
    {
        YamlNode service = Child(Parse(file), "services", "clip-surgery")!;

        Assert.Equal("true", Text(service, "read_only"));
        Assert.Equal(["ALL"], Items(service, "cap_drop").Select(item => Text(item)));
        Assert.Equal(["no-new-privileges:true"], Items(service, "security_opt").Select(item => Text(item)));
        Assert.All(Items(service, "ports"), port => Assert.StartsWith("127.0.0.1:", Text(port), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_server_is_reached_by_other_containers_and_has_a_key(string file)
    {
        YamlNode service = Child(Parse(file), "services", "clip-surgery")!;

        string?[] command = [.. Items(service, "command").Select(item => Text(item))];
        Assert.Equal("0.0.0.0", command[Array.IndexOf(command, "--address") + 1]);
        Assert.StartsWith("${CLIPSURGERY_KEY:?", Text(service, "environment", "CLIPSURGERY_KEY"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_named_volume_is_declared(string file)
    {
        YamlNode root = Parse(file);

        IEnumerable<string> mounted = Items(root, "services", "clip-surgery", "volumes").Select(item => Text(item)!.Split(':')[0])
            .Where(source => source.All(letter => char.IsAsciiLetterLower(letter) || letter == '_'));

        Assert.All(mounted, name => Assert.NotNull(Child(root, "volumes", name)));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("models")]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Packages.props")]
    [InlineData("global.json")]
    public void The_image_is_built_from_what_it_needs(string name)
    {
        Assert.Contains($"!{name}", File.ReadLines(PathOf("Dockerfile.dockerignore")));
        Assert.True(Path.Exists(Path.Combine(TestData.Root, name)));
    }

    private static string PathOf(string file) => Path.Combine(TestData.Root, "deploy", "docker", file);

    private static YamlNode Parse(string file)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(File.ReadAllText(PathOf(file))));
        return Assert.Single(stream.Documents).RootNode;
    }
}
