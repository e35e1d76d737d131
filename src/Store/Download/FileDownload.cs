using System.Net;

namespace ClipSurgery;

/// <summary>
/// Downloads one file into a partial file, which is named by the expected hash, and goes on with one that is there. The address
/// has the commit in it, so what follows a range is always of the same content.
/// </summary>
internal sealed class FileDownload(HubClient client, string repo, string commit, HubFile file, string partial, TimeSpan stall)
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Bytes that are on the disk.</summary>
    public long Length => File.Exists(partial) ? new FileInfo(partial).Length : 0;

    /// <summary>Fetches what is missing from one server, once.</summary>
    /// <param name="server">The hub or a mirror.</param>
    /// <param name="report">Gets the bytes that there are.</param>
    /// <param name="cancellationToken">Ends the download; what has arrived stays.</param>
    /// <returns>The SHA-256 of the whole file.</returns>
    /// <exception cref="TransientException">The connection was cut or stalled, or the server is busy.</exception>
    /// <exception cref="WrongContentException">The bytes are wrong; they were deleted.</exception>
    public async Task<string> FetchAsync(Uri server, Action<long> report, CancellationToken cancellationToken)
    {
        using ContentHash hash = new(file);
        FileStream target = new(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, BufferBytes);
        string? problem;
        string sha256;
        await using (target.ConfigureAwait(false))
        {
            if (target.Length > file.Bytes)
            {
                target.SetLength(0);
            }

            await HashAsync(target, hash, cancellationToken).ConfigureAwait(false);
            report(target.Length);
            problem = target.Length < file.Bytes
                ? await ReceiveAsync(server, target, hash, report, cancellationToken).ConfigureAwait(false)
                : null;
            string? wrong = hash.Finish(out sha256);
            problem ??= wrong;
            target.Flush(flushToDisk: true);
        }

        if (problem is null)
        {
            return sha256;
        }

        File.Delete(partial);
        throw new WrongContentException($"{repo}: {file.Path} from {server.Host} {problem}");
    }

    private static async Task HashAsync(FileStream target, ContentHash hash, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferBytes];
        int read;
        while ((read = await target.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            hash.Append(buffer.AsSpan(0, read));
        }
    }

    /// <summary>Appends what the server sends; returns what is wrong with it, or null.</summary>
    private async Task<string?> ReceiveAsync(
        Uri server, FileStream target, ContentHash hash, Action<long> report, CancellationToken cancellationToken)
    {
        Uri address = HubClient.FileAddress(server, repo, commit, file.Path);
        using StallClock clock = new(stall, cancellationToken);
        try
        {
            using HttpResponseMessage response = await client.SendAsync(address, target.Length, clock).ConfigureAwait(false);
            if (target.Length > 0 && !ContinuesAt(response, target.Length))
            {
                // What is there is of no use with this server; a whole file that it sends instead is taken.
                target.SetLength(0);
                hash.Restart();
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    throw new TransientException($"{server.Host} does not go on where the last download ended", null, null);
                }
            }

            client.RequireSuccess(response, address, repo);
            if (response.Content.Headers.ContentLength is { } promised && promised != file.Bytes - target.Length)
            {
                return $"has {target.Length + promised} bytes, expected {file.Bytes}";
            }

            using Stream body = await response.Content.ReadAsStreamAsync(clock.Token).ConfigureAwait(false);
            byte[] buffer = new byte[BufferBytes];
            int read;
            while ((read = await ReadAsync(body, buffer, server, clock).ConfigureAwait(false)) > 0)
            {
                clock.Restart();
                if (target.Length + read > file.Bytes)
                {
                    return $"has more than {file.Bytes} bytes, which it should have";
                }

                hash.Append(buffer.AsSpan(0, read));
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                report(target.Length);
            }
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientException($"{server.Host} sent nothing for {stall.TotalSeconds} s", null, error);
        }
        catch (HttpRequestException error)
        {
            throw new TransientException($"{server.Host}: {error.Message}", null, error);
        }

        return target.Length == file.Bytes
            ? null
            : throw new TransientException($"{server.Host} ended after {target.Length} of {file.Bytes} bytes", null, null);
    }

    /// <summary>A connection that breaks and a disk that is full throw the same type: here it is the connection.</summary>
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, Uri server, StallClock clock)
    {
        try
        {
            return await body.ReadAsync(buffer, clock.Token).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw new TransientException($"{server.Host}: {error.Message}", null, error);
        }
    }

    /// <summary>False for a server that answers a range with the whole file, with another range, or with 416.</summary>
    private static bool ContinuesAt(HttpResponseMessage response, long offset) =>
        response.StatusCode switch
        {
            HttpStatusCode.PartialContent => response.Content.Headers.ContentRange?.From == offset,
            HttpStatusCode.OK or HttpStatusCode.RequestedRangeNotSatisfiable => false,
            _ => true,
        };
}
