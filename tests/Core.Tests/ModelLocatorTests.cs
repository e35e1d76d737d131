namespace ClipSurgery.Tests;

public sealed class ModelLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_name_is_found_in_the_first_root_that_has_it()
    {
        string first = _folder.Create("first", "clip", "b16");
        _folder.Create("second", "clip", "b16");
        string second = _folder.Create("second", "clip", "l14");

        Assert.Equal(first, Locator().Find(ModelKind.Clip, "b16"));
        Assert.Equal(second, Locator().Find(ModelKind.Clip, "l14"));
    }

    [Fact]
    public void An_existing_folder_is_taken_as_it_is()
    {
        string folder = _folder.Create("elsewhere");

        Assert.Equal(folder, Locator().Find(ModelKind.Sam, folder));
        Assert.Equal(folder, Locator().Find(ModelKind.Sam, Path.GetRelativePath(Environment.CurrentDirectory, folder)));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones_and_the_places()
    {
        _folder.Create("first", "clip", "l14");
        _folder.Create("second", "clip", "b16");
        _folder.Create("second", "sam", "mobile");

        string message = Assert.Throws<ClipSurgeryException>(() => Locator().Find(ModelKind.Clip, "mobile")).Message;

        Assert.Equal(
            $"No clip model is named \"mobile\"; there is b16, l14 in {_folder["first", "clip"]}, {_folder["second", "clip"]}. " +
            "Give a model's folder or name; clip-surgery models list shows them.",
            message);
    }

    [Fact]
    public void Where_there_are_no_models_the_error_says_so()
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => Locator().Find(ModelKind.Sam, "x"));

        Assert.Contains("there is none in", error.Message);
    }

    [Theory]
    [InlineData("../clip/b16")]
    [InlineData("..\\b16")]
    [InlineData("no/such/folder")]
    public void A_path_that_does_not_exist_is_not_looked_up_as_a_name(string path)
    {
        _folder.Create("first", "clip", "b16");

        Assert.StartsWith(
            $"{path}: no such folder", Assert.Throws<ClipSurgeryException>(() => Locator().Find(ModelKind.Clip, path)).Message);
    }

    [Fact]
    public void A_file_is_refused_with_advice()
    {
        File.WriteAllText(_folder["encoder.onnx"], "");

        Assert.Contains(
            "is a file, expected a model's folder",
            Assert.Throws<ClipSurgeryException>(() => Locator().Find(ModelKind.Sam, _folder["encoder.onnx"])).Message);
    }

    [Fact]
    public void The_list_is_by_kind_then_name_and_the_first_root_wins()
    {
        string upper = _folder.Create("second", "clip", "Z");
        _folder.Create("second", "clip", "a");
        string first = _folder.Create("first", "clip", "a");
        string sam = _folder.Create("first", "sam", "a");

        Assert.Equal(
            [
                new InstalledModel(ModelKind.Clip, "Z", upper),
                new InstalledModel(ModelKind.Clip, "a", first),
                new InstalledModel(ModelKind.Sam, "a", sam),
            ],
            Locator().List());
    }

    [Fact]
    public void The_roots_are_the_variable_then_the_user_then_the_program()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "XDG folders are for Unix.");
        Dictionary<string, string> variables = new()
        {
            ["CLIPSURGERY_MODELS"] = _folder.FullPath,
            ["XDG_DATA_HOME"] = "/data",
            ["HOME"] = "/home/ada",
        };

        Assert.Equal([_folder.FullPath, "/data/clip-surgery/models", "/app/models"], Roots());

        variables.Remove("CLIPSURGERY_MODELS");
        variables["XDG_DATA_HOME"] = "relative";
        Assert.Equal(["/home/ada/.local/share/clip-surgery/models", "/app/models"], Roots());

        variables.Remove("HOME");
        Assert.Equal(["/app/models"], Roots());

        IReadOnlyList<string> Roots() => ModelLocator.Roots(name => variables.GetValueOrDefault(name), "/app");
    }

    [Fact]
    public void A_models_variable_that_names_no_folder_is_an_error()
    {
        string missing = _folder["missing"];

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => ModelLocator.Roots(name => name == "CLIPSURGERY_MODELS" ? missing : null, "/app"));

        Assert.Equal($"CLIPSURGERY_MODELS={missing}: no such folder. Create it, or unset the variable.", error.Message);
    }

    private ModelLocator Locator() => new([_folder["first"], _folder["second"]]);
}
