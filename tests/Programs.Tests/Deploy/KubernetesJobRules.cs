using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ClipSurgery.Tests;

/// <summary>
/// What the API server demands of the fields that the recipes use, of several together too: Kubernetes, batch/v1,
/// pkg/apis/batch/validation. A field that is not known here is a problem as well.
/// </summary>
internal sealed class KubernetesJobRules
{
    private readonly List<string> _problems = [];

    private KubernetesJobRules()
    {
    }

    /// <summary>What is wrong with a Job; nothing where it would be accepted.</summary>
    public static IReadOnlyList<string> Problems(YamlNode job)
    {
        KubernetesJobRules rules = new();
        rules.Fields(job, "job", "apiVersion", "kind", "metadata", "spec");
        rules.Require(Text(job, "apiVersion") == "batch/v1" && Text(job, "kind") == "Job", "not a batch/v1 Job");
        rules.Require(Child(job, "metadata", "name") is not null, "no metadata.name");
        if (Child(job, "spec") is { } spec)
        {
            rules.CheckSpec(spec);
        }

        return rules._problems;
    }

    /// <summary>A node by the names on its path; null where there is none.</summary>
    public static YamlNode? Child(YamlNode? node, params string[] path)
    {
        foreach (string name in path)
        {
            node = node is YamlMappingNode mapping && mapping.Children.TryGetValue(name, out YamlNode? child) ? child : null;
        }

        return node;
    }

    /// <summary>A scalar's text; null where there is none.</summary>
    public static string? Text(YamlNode? node, params string[] path) => (Child(node, path) as YamlScalarNode)?.Value;

    /// <summary>A list's items; none where there is no list.</summary>
    public static IEnumerable<YamlNode> Items(YamlNode? node, params string[] path) =>
        Child(node, path) as YamlSequenceNode ?? [];

    private void CheckSpec(YamlNode spec)
    {
        Fields(
            spec, "spec", "completionMode", "completions", "parallelism", "backoffLimit", "backoffLimitPerIndex",
            "maxFailedIndexes", "podReplacementPolicy", "podFailurePolicy", "template");
        bool isIndexed = Text(spec, "completionMode") == "Indexed";
        bool hasLimitPerIndex = Child(spec, "backoffLimitPerIndex") is not null;
        Require(!isIndexed || Child(spec, "completions") is not null, "Indexed without completions");
        Require(isIndexed || !hasLimitPerIndex, "backoffLimitPerIndex without Indexed");
        Require(hasLimitPerIndex || Child(spec, "maxFailedIndexes") is null, "maxFailedIndexes without backoffLimitPerIndex");
        HashSet<string> containers = CheckPod(Child(spec, "template", "spec"));
        if (Child(spec, "podFailurePolicy") is not null)
        {
            Require(Text(spec, "template", "spec", "restartPolicy") == "Never", "podFailurePolicy without restartPolicy Never");
            string? replacement = Text(spec, "podReplacementPolicy");
            Require(replacement is null or "Failed", "podFailurePolicy of another replacement");
        }

        foreach (YamlNode rule in Items(spec, "podFailurePolicy", "rules"))
        {
            CheckRule(rule, hasLimitPerIndex, containers);
        }
    }

    private void CheckRule(YamlNode rule, bool hasLimitPerIndex, HashSet<string> containers)
    {
        Fields(rule, "rule", "action", "onExitCodes", "onPodConditions");
        string? action = Text(rule, "action");
        Require(action is "Ignore" or "Count" or "FailJob" or "FailIndex", $"action {action}");
        Require(action != "FailIndex" || hasLimitPerIndex, "FailIndex without backoffLimitPerIndex");
        YamlNode? onExitCodes = Child(rule, "onExitCodes");
        Require((onExitCodes is null) != (Child(rule, "onPodConditions") is null), "a rule with none or both conditions");
        foreach (YamlNode condition in Items(rule, "onPodConditions"))
        {
            Fields(condition, "condition", "type", "status");
            Require(Text(condition, "type") is not null, "a condition without a type");
            Require(Text(condition, "status") is "True" or "False" or "Unknown", "a condition's status");
        }

        if (onExitCodes is not null)
        {
            Fields(onExitCodes, "onExitCodes", "containerName", "operator", "values");
            string? operation = Text(onExitCodes, "operator");
            int[] values =
                [.. Items(onExitCodes, "values").Select(value => int.Parse(Text(value)!, CultureInfo.InvariantCulture))];
            Require(operation is "In" or "NotIn", $"operator {operation}");
            bool areOrdered = values.SequenceEqual(values.Distinct().Order());
            Require(values.Length > 0 && areOrdered, "values that are not ordered and unique");
            Require(operation != "In" || !values.Contains(0), "In with 0");
            bool isContainer = Text(onExitCodes, "containerName") is not { } name || containers.Contains(name);
            Require(isContainer, "a containerName that is none");
        }
    }

    private HashSet<string> CheckPod(YamlNode? pod)
    {
        Require(pod is not null, "no template");
        Fields(
            pod, "pod", "restartPolicy", "terminationGracePeriodSeconds", "automountServiceAccountToken", "securityContext",
            "containers", "volumes");
        HashSet<string> volumes = [.. Items(pod, "volumes").Select(volume => Text(volume, "name") ?? "")];
        HashSet<string> names = [];
        foreach (YamlNode container in Items(pod, "containers"))
        {
            Fields(container, "container", "name", "image", "args", "env", "resources", "volumeMounts");
            Require(Text(container, "name") is { } name && names.Add(name), "a container without a name of its own");
            Require(Text(container, "image") is not null, "a container without an image");
            IEnumerable<YamlNode> mounts = Items(container, "volumeMounts");
            Require(mounts.All(mount => volumes.Contains(Text(mount, "name") ?? "")), "a mount without its volume");
            bool haveStrings = Items(container, "env").All(variable => IsString(Child(variable, "value")));
            Require(haveStrings, "a variable whose value is not a string");
        }

        Require(names.Count > 0, "no container");
        return names;
    }

    /// <summary>A number without quotes is none.</summary>
    private static bool IsString(YamlNode? node) => node is YamlScalarNode scalar
        && (scalar.Style != ScalarStyle.Plain || !double.TryParse(scalar.Value, CultureInfo.InvariantCulture, out _));

    private void Fields(YamlNode? node, string of, params string[] known)
    {
        if (node is YamlMappingNode mapping)
        {
            IEnumerable<string> unknown = mapping.Children.Keys.Select(key => Text(key)!).Except(known);
            _problems.AddRange(unknown.Select(name => $"unknown field {of}.{name}"));
        }
    }

    private void Require(bool holds, string problem)
    {
        if (!holds)
        {
            _problems.Add(problem);
        }
    }
}
