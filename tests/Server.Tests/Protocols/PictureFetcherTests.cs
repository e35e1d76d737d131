using System.Net;

namespace ClipSurgery.Tests;

/// <summary>Pictures come from where they may come from, and from nowhere else, whatever the address looks like.</summary>
public sealed class PictureFetcherTests : IAsyncLifetime
{
    private readonly FakeLabelStudio _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _server.Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_path_is_looked_for_in_label_studio_with_its_token()
    {
        PictureFile old = await Fetch("/data/upload/1/cats.jpg", FakeLabelStudio.Token);
        Assert.Equal($"Token {FakeLabelStudio.Token}", _server.LastAuthorization);
        PictureFile personal = await Fetch($"{_server.Address}data/upload/1/cats.jpg", FakeLabelStudio.PersonalToken);

        Assert.True(old.Bytes.Span.SequenceEqual(ProtocolHost.CatsFile));
        Assert.True(personal.Bytes.Span.SequenceEqual(ProtocolHost.CatsFile));
    }

    [Fact]
    public async Task A_personal_token_is_shown_once_for_many_pictures()
    {
        using PictureFetcher fetcher = new(new PictureFetchOptions { LabelStudio = _server.Address });
        LabelStudioToken token = new(FakeLabelStudio.PersonalToken);
        await fetcher.Fetch("/data/upload/1/cats.jpg", token, Token);
        await fetcher.Fetch("/data/upload/1/cats.jpg", token, Token);

        Assert.Equal(1, _server.Refreshes);
    }

    [Fact]
    public async Task The_token_goes_to_label_studio_alone()
    {
        await using FakeLabelStudio other = new();
        await other.Start();

        await Fetch(
            $"{_server.Address}to?address={Uri.EscapeDataString($"{other.Address}open/cats.jpg")}", FakeLabelStudio.Token, other.Address.Authority);

        Assert.Equal("", other.LastAuthorization);
    }

    [Fact]
    public async Task A_wrong_token_a_missing_picture_and_a_dead_host_say_so()
    {
        Assert.StartsWith("127.0.0.1 answered 401 for a picture;", await Refusal("/data/upload/1/cats.jpg"), StringComparison.Ordinal);
        Assert.StartsWith("127.0.0.1 answered 404 for a picture;", await Refusal("/data/upload/2/cats.jpg"), StringComparison.Ordinal);
        Assert.StartsWith("Label Studio answered 401 for its token;", await Refusal("/x", "eyJ.a.b"), StringComparison.Ordinal);
        Assert.Equal(
            "127.0.0.1 cannot be reached for a picture; look whether it runs, and at its address.", await Refusal("http://127.0.0.1:1/x", null, "127.0.0.1:1"));
    }

    [Fact]
    public async Task Redirects_end_and_lead_nowhere_else()
    {
        await using FakeLabelStudio other = new();
        await other.Start();

        Assert.Equal("127.0.0.1 redirects more than 3 times; expected a picture.", await Refusal(
            $"/to?address={Uri.EscapeDataString("/to?address=/to?address=%2Fto%3Faddress%3D%2Fto%3Faddress%3D%2Fto")}", null));
        Assert.StartsWith(
            $"Pictures are not fetched from {other.Address.Authority};",
            await Refusal($"/to?address={other.Address}open/cats.jpg"),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "127.0.0.1 redirects a picture to an address of another kind;", await Refusal("/to?address=gopher://x/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_pictures_and_slow_servers_are_cut_off()
    {
        PictureFetchOptions options = new()
        {
            LabelStudio = _server.Address,
            Limits = new ImageLimits { MaxFileBytes = 200_000 },
            LongestWait = TimeSpan.FromSeconds(1),
        };
        using PictureFetcher fetcher = new(options);

        Assert.Equal(
            "A picture of 127.0.0.1 is larger than the limit of 200000 bytes; save it smaller.", await Refusal(fetcher, "/endless"));
        Assert.Equal("127.0.0.1 did not give the picture in 1 s.", await Refusal(fetcher, "/slow"));
    }

    [Theory]
    [InlineData("http://127.0.0.1/x")]
    [InlineData("http://[::1]/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://10.1.2.3/x")]
    [InlineData("http://100.64.0.1/x")]
    [InlineData("http://172.16.0.1/x")]
    [InlineData("http://192.168.1.1/x")]
    [InlineData("http://0.0.0.0/x")]
    [InlineData("http://224.0.0.1/x")]
    [InlineData("http://2130706433/x")]
    [InlineData("http://0x7f000001/x")]
    [InlineData("http://0177.0.0.1/x")]
    [InlineData("http://127.1/x")]
    [InlineData("http://[::ffff:127.0.0.1]/x")]
    [InlineData("http://[::ffff:a9fe:a9fe]/x")]
    [InlineData("http://[64:ff9b::7f00:1]/x")]
    [InlineData("http://[2002:7f00:1::]/x")]
    [InlineData("http://[fe80::1]/x")]
    [InlineData("http://[fd00::1]/x")]
    [InlineData("http://[::]/x")]
    [InlineData("http://localhost/x")]
    public async Task What_is_not_public_is_refused_even_where_all_hosts_are_allowed(string address)
    {
        using PictureFetcher all = new(new PictureFetchOptions { AllowedHosts = ["*"] });
        using PictureFetcher none = new(new PictureFetchOptions());

        Assert.EndsWith("whose address is not public; name the host itself with --allow-host.", await Refusal(all, address), StringComparison.Ordinal);
        Assert.StartsWith("Pictures are not fetched from ", await Refusal(none, address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_to_this_machine_is_refused_where_all_hosts_are_allowed()
    {
        PictureFetchOptions options = new() { LabelStudio = _server.Address, AllowedHosts = ["*"] };
        using PictureFetcher fetcher = new(options);

        Assert.StartsWith(
            "Pictures are not fetched from 127.0.0.1, whose address is not public;",
            await Refusal(fetcher, "/to?address=http://127.0.0.1:1/"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_host_may_be_private_but_never_a_link_local_one()
    {
        using PictureFetcher named = new(new PictureFetchOptions { AllowedHosts = [$"localhost:{_server.Address.Port}", "*.example"] });

        PictureFile picture = await named.Fetch($"http://localhost:{_server.Address.Port}/open/cats.jpg", null, Token);

        Assert.True(picture.Bytes.Span.SequenceEqual(ProtocolHost.CatsFile));
        Assert.StartsWith("Pictures are not fetched from localhost:1;", await Refusal(named, "http://localhost:1/x"), StringComparison.Ordinal);
        Assert.StartsWith("Pictures are not fetched from example;", await Refusal(named, "http://example/x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "A picture has an address of the kind file:;")]
    [InlineData("ftp://x/y", "A picture has an address of the kind ftp:;")]
    [InlineData("s3://bucket/key", "A picture has an address of the kind s3:;")]
    [InlineData("http://user:secret@x/y", "A picture has an address of the kind http:;")]
    [InlineData("/etc/passwd", "A picture has an address within Label Studio, and this server was not told where that is;")]
    [InlineData("../secret", "A picture has an address within Label Studio, and this server was not told where that is;")]
    public async Task Other_addresses_are_none(string address, string message)
    {
        using PictureFetcher fetcher = new(new PictureFetchOptions { AllowedHosts = ["*"] });

        Assert.StartsWith(message, await Refusal(fetcher, address), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example/x")]
    [InlineData("/\\evil.example/x")]
    [InlineData("\\\\evil.example/x")]
    [InlineData("@evil.example/x")]
    [InlineData(":80/x")]
    public void A_path_stays_in_label_studio(string address) =>
        Assert.Equal("ls.example", PictureFetcher.Within(new Uri("http://ls.example/"), address).Host);

    [Fact]
    public void A_label_studio_below_a_path_keeps_it() => Assert.Equal(
        ["http://ls/tool/data/x", "http://ls/tool/data/x"],
        new[] { "/data/x", "/tool/data/x" }.Select(path => PictureFetcher.Within(new Uri("http://ls/tool/"), path).ToString()));

    [Theory]
    [InlineData("a b")]
    [InlineData("x/y")]
    [InlineData("user@x")]
    [InlineData("*x.example")]
    public void A_host_that_is_none_is_refused_at_the_start(string entry) => Assert.StartsWith(
        $"\"{entry}\" is no host;",
        Assert.Throws<ClipSurgeryException>(() => new PictureHosts(new PictureFetchOptions { AllowedHosts = [entry] })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("8.8.8.8", nameof(AddressKind.Public))]
    [InlineData("2606:4700::1", nameof(AddressKind.Public))]
    [InlineData("64:ff9b::808:808", nameof(AddressKind.Public))]
    [InlineData("::ffff:10.0.0.1", nameof(AddressKind.Private))]
    [InlineData("::10.0.0.1", nameof(AddressKind.Private))]
    [InlineData("198.18.0.1", nameof(AddressKind.Private))]
    [InlineData("255.255.255.255", nameof(AddressKind.Never))]
    [InlineData("fec0::1", nameof(AddressKind.Never))]
    [InlineData("::ffff:169.254.0.1", nameof(AddressKind.Never))]
    public void Addresses_are_told_apart(string address, string kind) => Assert.Equal(kind, AddressKinds.Of(IPAddress.Parse(address)).ToString());

    private async Task<PictureFile> Fetch(string address, string? token, params string[] hosts)
    {
        using PictureFetcher fetcher = new(new PictureFetchOptions { LabelStudio = _server.Address, AllowedHosts = hosts });
        return await fetcher.Fetch(address, token is null ? null : new LabelStudioToken(token), Token);
    }

    private async Task<string> Refusal(string address, string? token = null, params string[] hosts) =>
        (await Assert.ThrowsAsync<ClipSurgeryException>(() => Fetch(address, token, hosts))).Message;

    private static async Task<string> Refusal(PictureFetcher fetcher, string address) =>
        (await Assert.ThrowsAsync<ClipSurgeryException>(() => fetcher.Fetch(address, null, Token))).Message;
}
