using YamlDotNet.RepresentationModel;
using static ClipSurgery.Tests.KubernetesJobRules;

namespace ClipSurgery.Tests;

public class KubernetesTests
{
    [Theory]
    [InlineData("label-job.yaml")]
    [InlineData("merge-job.yaml")]
    public void The_recipe_is_a_job_that_the_server_would_take(string file) => Assert.Empty(Problems(Parse(Read(file))));

    [Theory]
    [InlineData("backoffLimitPerIndex: 3", "backofLimitPerIndex: 3", "unknown field spec.backofLimitPerIndex")]
    [InlineData("completionMode: Indexed", "completionMode: NonIndexed", "backoffLimitPerIndex without Indexed")]
    [InlineData("backoffLimitPerIndex: 3", "backoffLimit: 3", "FailIndex without backoffLimitPerIndex")]
    [InlineData("restartPolicy: Never", "restartPolicy: OnFailure", "podFailurePolicy without restartPolicy Never")]
    [InlineData("podReplacementPolicy: Failed", "podReplacementPolicy: All", "podFailurePolicy of another replacement")]
    [InlineData("action: FailJob", "action: Fail", "action Fail")]
    [InlineData("values: [75, 143]", "values: [143, 75]", "values that are not ordered and unique")]
    [InlineData("values: [75, 143]", "values: [0]", "In with 0")]
    [InlineData("containerName: label", "containerName: main", "a containerName that is none")]
    [InlineData("value: \"8\"", "value: 8", "a variable whose value is not a string")]
    [InlineData("- name: data\n          p", "- name: other\n          p", "a mount without its volume")]
    public void A_slip_in_the_recipe_would_be_seen(string was, string becomes, string problem)
    {
        string text = Read("label-job.yaml");
        Assert.Contains(was, text, StringComparison.Ordinal);
        Assert.Contains(problem, Problems(Parse(text.Replace(was, becomes, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_program_is_told_as_many_shards_as_there_are_indexes()
    {
        YamlNode spec = Child(Parse(Read("label-job.yaml")), "spec")!;
        YamlNode container = Assert.Single(Items(spec, "template", "spec", "containers"));
        YamlNode count = Items(container, "env").Single(variable => Text(variable, "name") == ShardEnvironment.CountVariable);
        Assert.Equal(Text(spec, "completions"), Text(count, "value"));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(TestData.Root, "deploy", "kubernetes", file));

    private static YamlNode Parse(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return Assert.Single(stream.Documents).RootNode;
    }
}
