namespace ClipSurgery.Tests;

public class ShardEnvironmentTests
{
    [Theory]
    [InlineData("Slurm array", "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_COUNT=8")]
    [InlineData("AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX=3 AWS_BATCH_JOB_ARRAY_SIZE=8")]
    [InlineData("Google Batch", "BATCH_TASK_INDEX=3 BATCH_TASK_COUNT=8")]
    [InlineData("Cloud Run", "CLOUD_RUN_TASK_INDEX=3 CLOUD_RUN_TASK_COUNT=8")]
    [InlineData("Kubernetes", "JOB_COMPLETION_INDEX=3 CLIPSURGERY_SHARD_COUNT=8")]
    public void The_shard_is_what_the_engine_says(string engine, string variables) =>
        Assert.Equal((new Shard(3, 8), engine), Detect(variables));

    [Theory]
    [InlineData("")]
    [InlineData("SLURM_JOB_ID=7 SLURM_NTASKS=1")]
    [InlineData("AWS_BATCH_JOB_ID=7 AWS_BATCH_JOB_ATTEMPT=1")]
    public void There_is_none_outside_an_array(string variables) => Assert.Null(Detect(variables));

    [Fact]
    public void One_task_of_a_Slurm_array_runs_again_alone() => Assert.Equal(
        (new Shard(3, 8), "Slurm array"),
        Detect(
            "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_COUNT=1 " +
            "CLIPSURGERY_SHARD_COUNT=8"));

    [Theory]
    [InlineData(1, 1, 8, 8)]
    [InlineData(3, 3, 3, 1)]
    [InlineData(0, 0, 6, 4)]
    [InlineData(5, 1, 6, 3)]
    public void A_Slurm_array_of_other_numbers_is_refused_with_the_right_option(int id, int first, int last, int count)
    {
        string message = Refusal(
            $"SLURM_ARRAY_TASK_ID={id} SLURM_ARRAY_TASK_MIN={first} SLURM_ARRAY_TASK_MAX={last} SLURM_ARRAY_TASK_COUNT={count}");
        Assert.Equal(
            $"Slurm array of {count} tasks from {first} to {last}: submit with --array=0-N, or set CLIPSURGERY_SHARD_COUNT to " +
            "the number of shards to run some of them again.",
            message);
    }

    [Theory]
    [InlineData("JOB_COMPLETION_INDEX=3", "CLIPSURGERY_SHARD_COUNT")]
    [InlineData("CLIPSURGERY_SHARD_COUNT=8", "JOB_COMPLETION_INDEX")]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX=3", "AWS_BATCH_JOB_ARRAY_SIZE")]
    [InlineData("BATCH_TASK_COUNT=8", "BATCH_TASK_INDEX")]
    [InlineData("CLOUD_RUN_TASK_INDEX=3", "CLOUD_RUN_TASK_COUNT")]
    [InlineData("SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_MIN")]
    [InlineData("SLURM_ARRAY_TASK_COUNT=8 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=7", "SLURM_ARRAY_TASK_ID")]
    public void A_variable_without_its_partner_is_refused_by_name(string variables, string missing) => Assert.Equal(
        $"{missing} is not set, but this is one of several tasks; set it to a whole number or give --shard i/n.",
        Refusal(variables));

    [Theory]
    [InlineData("eight")]
    [InlineData("-1")]
    [InlineData("")]
    public void A_variable_that_is_no_number_is_refused(string value) => Assert.Equal(
        $"CLOUD_RUN_TASK_COUNT={value}: expected a whole number; correct it or give --shard i/n.",
        Refusal($"CLOUD_RUN_TASK_INDEX=0 CLOUD_RUN_TASK_COUNT={value}"));

    [Fact]
    public void A_number_outside_the_count_is_refused_with_both() => Assert.Equal(
        "JOB_COMPLETION_INDEX=8, CLIPSURGERY_SHARD_COUNT=8: shards are numbered from 0; correct the number of tasks or give " +
        "--shard i/n.",
        Refusal("JOB_COMPLETION_INDEX=8 CLIPSURGERY_SHARD_COUNT=8"));

    private static string Refusal(string variables) => Assert.Throws<ClipSurgeryException>(() => Detect(variables)).Message;

    private static (Shard Shard, string Source)? Detect(string variables)
    {
        Dictionary<string, string> environment = variables
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return ShardEnvironment.Detect(environment.GetValueOrDefault);
    }
}
