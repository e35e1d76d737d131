using System.Text;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>What the hub, mirrors and locks may not do.</summary>
public sealed class TrustTests : IDisposable
{
    private const string Metadata = "/api/models/lab/sam/revision/main";

    private readonly StoreFixture _store = new();
    private readonly HubServer _other = new();

    private PullOptions WithToken => _store.Options with { Hub = _store.Options.Hub with { Token = "hf_secret" } };

    public void Dispose()
    {
        _other.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task The_token_goes_to_the_endpoint_and_not_where_it_redirects_to()
    {
        _other.Script("/cdn", request => _store.Hub.Serve(request with { Path = $"/lab/sam/resolve/{HubServer.Commit}/encoder.onnx" }));
        _store.Hub.Script(StoreFixture.Encoder, _ => HubReply.Empty(302, ("Location", $"{_other.Address}cdn")));

        await _store.PullAsync(WithToken);
        _store.AssertInstalled();
        Assert.All(_store.Hub.Requests, request => Assert.Equal("Bearer hf_secret", request.Authorization));
        Assert.Null(Assert.Single(_other.Requests).Authorization);
    }

    [Fact]
    public void The_token_does_not_get_into_logs() => Assert.DoesNotContain("hf_secret", $"{WithToken}");

    [Fact]
    public void The_environment_is_read_as_huggingface_hub_reads_it()
    {
        Dictionary<string, string> variables = new()
        {
            ["HF_ENDPOINT"] = "https://hub.example/",
            ["HF_TOKEN"] = " hf_x\n",
            ["HF_HUB_OFFLINE"] = "true",
        };
        HubSettings read = HubSettings.From(variables.GetValueOrDefault);
        Assert.Equal(("https://hub.example/", "hf_x", true), (read.Endpoint.AbsoluteUri, read.Token, read.IsOffline));

        HubSettings none = HubSettings.From(_ => null);
        Assert.Equal(("https://huggingface.co/", null, false), (none.Endpoint.AbsoluteUri, none.Token, none.IsOffline));
        Assert.Throws<ClipSurgeryException>(() => HubSettings.From(_ => "https://user:secret@hub.example"));
    }

    [Fact]
    public async Task Redirects_go_neither_round_in_circles_nor_to_other_schemes()
    {
        _store.Hub.Script(StoreFixture.Encoder, _ => HubReply.Empty(307, ("Location", "file:///etc/passwd")));
        Assert.Contains("redirects from http to file://", await _store.FailAsync());

        Func<HubRequest, HubReply> again = _ => HubReply.Empty(302, ("Location", $"/lab/sam/resolve/{HubServer.Commit}/encoder.onnx"));
        _store.Hub.Script(StoreFixture.Encoder, [.. Enumerable.Repeat(again, 6)]);
        Assert.Contains("redirects more than 5 times", await _store.FailAsync());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_gated_model_says_what_to_do(int status)
    {
        _store.Hub.Script(Metadata, _ => HubReply.Empty(status), _ => HubReply.Empty(status));

        string message = await _store.FailAsync();
        Assert.Contains($"answered {status}: the model is gated, private or not there", message);
        Assert.Contains("set HF_TOKEN to a token of yours", message);
        Assert.Contains($"answered {status} to the token in HF_TOKEN", await _store.FailAsync(WithToken));
    }

    [Theory]
    [InlineData("../encoder.onnx")]
    [InlineData("/etc/encoder.onnx")]
    [InlineData("onnx\\..\\encoder.onnx")]
    [InlineData("onnx/../../encoder.onnx")]
    [InlineData("")]
    public async Task File_names_that_lead_out_are_refused(string name)
    {
        JsonObject hostile = _store.Hub.Describe(StoreFixture.Repo);
        hostile["siblings"]![0]!["rfilename"] = name;
        _store.Hub.Script(Metadata, _ => HubServer.Json(hostile));

        Assert.Contains($"the hub lists the file \"{name}\", which leads out of the repository", await _store.FailAsync());
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{"sha":"main","siblings":[]}""")]
    [InlineData("""{"sha":"0123456789abcdef0123456789abcdef01234567","siblings":{}}""")]
    [InlineData("""<html>""")]
    [InlineData("""{"sha":"\ud800","siblings":[]}""")]
    public async Task Answers_that_are_not_a_hubs_are_refused(string answer)
    {
        _store.Hub.Script(Metadata, _ => new HubReply(200, Encoding.UTF8.GetBytes(answer)));

        Assert.StartsWith("lab/sam: the hub answered with", await _store.FailAsync());
    }

    [Fact]
    public async Task A_file_without_a_hash_is_not_downloaded()
    {
        JsonObject bare = _store.Hub.Describe(StoreFixture.Repo);
        bare["siblings"]![0]!.AsObject().Remove("lfs");
        bare["siblings"]![0]!.AsObject().Remove("blobId");
        _store.Hub.Script(Metadata, _ => HubServer.Json(bare));

        Assert.Contains("the hub tells no length and hash of encoder.onnx", await _store.FailAsync());
    }

    [Fact]
    public async Task A_lock_is_what_is_fetched()
    {
        await _store.PullAsync();
        Directory.Delete(_store.Model, recursive: true);
        await _store.PullAsync();
        Assert.Equal($"/api/models/lab/sam/revision/{HubServer.Commit}", _store.Hub.Requests.Last(request => request.Path.StartsWith("/api")).Path);

        // The branch has moved on: the lock holds.
        Directory.Delete(_store.Model, recursive: true);
        string locked = File.ReadAllText(_store["models.lock"]);
        _store.Hub.Add(StoreFixture.Repo, StoreFixture.Encoder, StoreFixture.Bytes(300_000, 5));
        string message = await _store.FailAsync();
        Assert.Contains($"SHA-256 {StoreFixture.Sha256(StoreFixture.Bytes(300_000, 5))}", message);
        Assert.Contains($"expected 300000 bytes and {StoreFixture.Sha256(_store.Large)} of {_store["models.lock"]}", message);
        Assert.Equal(locked, File.ReadAllText(_store["models.lock"]));
    }

    [Fact]
    public async Task A_small_file_that_is_not_the_locked_one_is_refused()
    {
        await _store.PullAsync();
        Directory.Delete(_store.Model, recursive: true);
        _store.Hub.Add(StoreFixture.Repo, StoreFixture.Decoder, StoreFixture.Bytes(1000, 5), isLarge: false);

        Assert.Contains($"expected {StoreFixture.Sha256(_store.Small)}", await _store.FailAsync());
    }

    [Fact]
    public async Task A_lock_of_a_project_is_used_instead()
    {
        string project = Path.Combine(_store.Folder, "project.lock");
        await _store.PullAsync(_store.Options with { LockFile = project });

        Assert.Contains("sam/lab--sam", File.ReadAllText(project));
        Assert.False(File.Exists(_store["models.lock"]));

        // What is installed already is pinned too, and not downloaded.
        string second = Path.Combine(_store.Folder, "second.lock");
        Assert.True((await _store.PullAsync(_store.Options with { LockFile = second }, $"{StoreFixture.Repo}@{HubServer.Commit}")).WasInstalled);
        Assert.Equal(File.ReadAllText(project).Replace("main", HubServer.Commit), File.ReadAllText(second));
        Assert.Equal([0], _store.Hub.Offsets(StoreFixture.Encoder));
    }

    [Theory]
    [InlineData("""{"version":2,"models":{}}""", "has version 2, expected 1")]
    [InlineData("""{"version":1,"models":{"sam/lab--sam":null}}""", "sam/lab--sam is null")]
    [InlineData("""[""", "not a models.lock")]
    [InlineData(
        """{"version":1,"models":{"sam/x":{"repo":"../..","revision":"main","commit":"x","license":"MIT","files":{}}}}""",
        "sam/x names ../..@x")]
    [InlineData(
        """
        {"version":1,"models":{"sam/x":{"repo":"a/b","revision":"main","commit":"0123456789abcdef0123456789abcdef01234567","license":"MIT",
        "files":{"../x":{"bytes":1,"sha256":"0"}}}}}
        """,
        "sam/x has the file \"../x\"")]
    public async Task Locks_that_are_damaged_or_hostile_are_refused(string json, string message)
    {
        File.WriteAllText(_store["models.lock"], json);

        Assert.Contains(message, await _store.FailAsync());
        Assert.Empty(_store.Hub.Requests);
    }

    [Fact]
    public async Task A_mirror_is_asked_first_and_need_not_be_trusted()
    {
        _other.Add(StoreFixture.Repo, StoreFixture.Encoder, StoreFixture.Bytes(300_000, 7));
        _other.Add(StoreFixture.Repo, StoreFixture.Decoder, _store.Small, isLarge: false);
        PullOptions mirrored = WithToken with { Hub = WithToken.Hub with { Mirrors = [_other.Address] } };

        await _store.PullAsync(mirrored);
        _store.AssertInstalled();
        Assert.Equal([0], _other.Offsets(StoreFixture.Encoder));
        Assert.Equal([0], _store.Hub.Offsets(StoreFixture.Encoder));
        Assert.Empty(_store.Hub.Offsets(StoreFixture.Decoder));
        Assert.All(_other.Requests, request => Assert.Null(request.Authorization));
        Assert.Contains("has SHA-256", Assert.Single(_store.Notes));
    }

    [Fact]
    public async Task A_mirror_and_a_lock_do_without_the_endpoint()
    {
        await _store.PullAsync();
        Directory.Delete(_store.Model, recursive: true);
        _other.Add(StoreFixture.Repo, StoreFixture.Encoder, _store.Large);
        _other.Add(StoreFixture.Repo, StoreFixture.Decoder, _store.Small, isLarge: false);
        PullOptions mirrored = _store.Options with { Hub = _store.Options.Hub with { Mirrors = [_other.Address] } };
        _store.Hub.Dispose();

        await _store.PullAsync(mirrored);
        _store.AssertInstalled();
    }

    [Theory]
    [InlineData("pytorch_model.bin", "has pytorch_model.bin and no .safetensors file, and pickle files can run code")]
    [InlineData("onnx/vision_model.onnx", "has ready-made ONNX towers of CLIP, which lack the patch tokens")]
    [InlineData("README.md", "has no .safetensors file and no ONNX encoder and decoder")]
    [InlineData("a.safetensors b.safetensors", "has several .safetensors files, a.safetensors among them")]
    public async Task Repositories_without_a_usable_model_say_what_they_have(string files, string message)
    {
        foreach (string file in files.Split(' '))
        {
            _store.Hub.Add("lab/other", file, [1]);
        }

        Assert.Contains(message, await _store.FailAsync(name: "lab/other"));
    }

    [Theory]
    [InlineData("model.safetensors config.json README.md pytorch_model.bin tokenizer.json", "config.json model.safetensors")]
    [InlineData(
        "model.safetensors config.json open_clip_model.safetensors open_clip_config.json", "open_clip_config.json open_clip_model.safetensors")]
    [InlineData("fine.safetensors preprocessor_config.json", "fine.safetensors preprocessor_config.json")]
    [InlineData(
        "model-00001-of-00002.safetensors model-00002-of-00002.safetensors model.safetensors.index.json",
        "model-00001-of-00002.safetensors model-00002-of-00002.safetensors model.safetensors.index.json")]
    [InlineData(
        "onnx/vision_encoder.onnx onnx/vision_encoder.onnx_data onnx/vision_encoder_fp16.onnx onnx/vision_encoder_fp16.onnx_data " +
        "onnx/prompt_encoder_mask_decoder.onnx onnx/prompt_encoder_mask_decoder.onnx_data config.json",
        "onnx/prompt_encoder_mask_decoder.onnx onnx/prompt_encoder_mask_decoder.onnx_data onnx/vision_encoder.onnx onnx/vision_encoder.onnx_data")]
    public async Task Of_a_repository_what_makes_the_model_is_taken(string files, string taken)
    {
        foreach (string file in files.Split(' '))
        {
            _store.Hub.Add("lab/other", file, Encoding.ASCII.GetBytes(file));
        }

        PulledModel pulled = await _store.PullAsync(name: "lab/other");
        Assert.Equal(taken, string.Join(' ', ModelManifest.Read(pulled.Model.Directory).Files.Keys.Order(StringComparer.Ordinal)));
    }
}
