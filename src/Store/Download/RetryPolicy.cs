using System.Globalization;

namespace ClipSurgery;

/// <summary>Tries again, after waits that double: 1, 2, 4, 8, 16 seconds, or as long as the server says.</summary>
internal sealed class RetryPolicy(Func<TimeSpan, CancellationToken, Task> delay, Action<string> note)
{
    /// <summary>As often as a server is asked that there is no other for.</summary>
    public const int Patient = 6;

    /// <summary>As often as a server is asked that there is another for.</summary>
    public const int Brief = 2;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Runs something until it succeeds, or has failed a number of times without progress in between.</summary>
    /// <param name="attempts">The number of tries.</param>
    /// <param name="what">What is tried, for the message.</param>
    /// <param name="run">The work; returns its result.</param>
    /// <param name="progress">Grows when a try that failed brought something, which earns it new tries.</param>
    /// <param name="cancellationToken">Ends the waits.</param>
    /// <exception cref="ClipSurgeryException">All tries failed.</exception>
    public async Task<T> RunAsync<T>(int attempts, string what, Func<Task<T>> run, Func<long> progress, CancellationToken cancellationToken)
    {
        long before = progress();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await run().ConfigureAwait(false);
            }
            catch (TransientException error)
            {
                if (progress() > before)
                {
                    before = progress();
                    attempt = 1;
                }

                if (attempt >= attempts)
                {
                    throw new UnreachableException($"{what}: {error.Message}, {attempt} times in a row", error);
                }

                TimeSpan wait = TimeSpan.FromSeconds(Math.Pow(2, attempt - 1));
                wait = error.RetryAfter is { } asked && asked > wait ? asked : wait;
                wait = wait > LongestWait ? LongestWait : wait;
                note(string.Create(
                    CultureInfo.InvariantCulture, $"{what}: {error.Message}; trying again in {wait.TotalSeconds:F0} s"));
                await delay(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
