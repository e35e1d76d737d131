namespace ClipSurgery;

/// <summary>
/// The shard that a cluster engine has given this process, read from the variables that it sets: Slurm job arrays, AWS Batch
/// array jobs, Google Batch, Cloud Run jobs and Kubernetes Indexed Jobs.
/// </summary>
public static class ShardEnvironment
{
    /// <summary>
    /// The variable with the number of shards, for engines that tell a process its number only. A Slurm array may set it too, to
    /// run some of its shards again.
    /// </summary>
    public const string CountVariable = "CLIPSURGERY_SHARD_COUNT";

    private const string SlurmIndex = "SLURM_ARRAY_TASK_ID";
    private const string SlurmCount = "SLURM_ARRAY_TASK_COUNT";

    /// <summary>Engines that number their tasks from 0: name, variable of the number, variable of how many there are.</summary>
    private static readonly (string Engine, string Index, string Count)[] Engines =
    [
        ("AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE"),
        ("Google Batch", "BATCH_TASK_INDEX", "BATCH_TASK_COUNT"),
        ("Cloud Run", "CLOUD_RUN_TASK_INDEX", "CLOUD_RUN_TASK_COUNT"),
        ("Kubernetes", "JOB_COMPLETION_INDEX", CountVariable),
    ];

    /// <summary>Finds the shard of this process.</summary>
    /// <param name="variable">The value of an environment variable, null when it is not set.</param>
    /// <returns>The shard and a name of where it came from; null outside an array of tasks.</returns>
    /// <exception cref="ClipSurgeryException">The variables of an engine do not name a shard.</exception>
    public static (Shard Shard, string Source)? Detect(Func<string, string?> variable)
    {
        if (variable(SlurmIndex) is not null || variable(SlurmCount) is not null)
        {
            return (ReadSlurm(variable), "Slurm array");
        }

        foreach ((string engine, string index, string count) in Engines)
        {
            if (variable(index) is not null || variable(count) is not null)
            {
                return (Read(variable, index, count), engine);
            }
        }

        return null;
    }

    /// <summary>
    /// Slurm's ids may be any list. Without a number of shards they must be 0 to N: a task that is run again alone, as
    /// <c>--array=3</c>, would otherwise take itself for the only one.
    /// </summary>
    private static Shard ReadSlurm(Func<string, string?> variable)
    {
        if (variable(CountVariable) is not null)
        {
            return Read(variable, SlurmIndex, CountVariable);
        }

        int first = ReadNumber(variable, "SLURM_ARRAY_TASK_MIN");
        int last = ReadNumber(variable, "SLURM_ARRAY_TASK_MAX");
        int count = ReadNumber(variable, SlurmCount);
        return first == 0 && last == count - 1
            ? Read(variable, SlurmIndex, SlurmCount)
            : throw new ClipSurgeryException(
                $"Slurm array of {count} tasks from {first} to {last}: submit with --array=0-N, or set {CountVariable} to the " +
                "number of shards to run some of them again.");
    }

    private static Shard Read(Func<string, string?> variable, string indexVariable, string countVariable)
    {
        int index = ReadNumber(variable, indexVariable);
        int count = ReadNumber(variable, countVariable);
        return index < count
            ? new(index, count)
            : throw new ClipSurgeryException(
                $"{indexVariable}={index}, {countVariable}={count}: shards are numbered from 0; correct the number of tasks or " +
                "give --shard i/n.");
    }

    private static int ReadNumber(Func<string, string?> variable, string name) =>
        Shard.ReadNumber(variable(name))
        ?? throw new ClipSurgeryException(
            variable(name) is string value
                ? $"{name}={value}: expected a whole number; correct it or give --shard i/n."
                : $"{name} is not set, but this is one of several tasks; set it to a whole number or give --shard i/n.");
}
