namespace ClipSurgery.Tests;

/// <summary>What a person makes of a run is kept edit by edit, and is what the run's results are from then on.</summary>
public sealed class LabelWorkspaceTests : IDisposable
{
    private static readonly Mask Other = EditedRun.Box(4, 2, 3, 3);

    private readonly EditedRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_found_picture_has_its_instances_by_their_keys()
    {
        using LabelWorkspace workspace = _run.Open();

        EditedPicture picture = _run.Read(workspace, "a.png");

        Assert.Equal((0, PictureState.Found), (picture.Version, picture.State));
        EditedInstance cat = Assert.Single(picture.Instances);
        Assert.Equal(InstanceKey.Of("a.png", "cat", EditedRun.Cat), cat.Id);
        Assert.Equal((LabelSource.Auto, 0.9, false, "cat"), (cat.Source, cat.Score, cat.IsAccepted, cat.Prompt));
        Assert.Equal(
            [("a.png", 1, 0.9), ("b.png", 1, 0.4), ("c.png", 1, 0.9)],
            workspace.Pictures.Select(brief => (brief.FileName, brief.Instances, brief.LeastScore!.Value)));
    }

    [Fact]
    public void Corrected_removed_and_new_instances_are_what_the_run_gives()
    {
        using (LabelWorkspace workspace = _run.Open())
        {
            EditedInstance cat = _run.Read(workspace, "a.png").Instances[0];
            EditedPicture corrected = _run.Edit(workspace, "a.png", new PictureEdit(0, [cat with { Mask = Other, Source = null }, New("dog")], []));
            EditedPicture removed = _run.Edit(workspace, "b.png", new PictureEdit(0, [], [_run.Read(workspace, "b.png").Instances[0].Id], IsDone: true));

            Assert.Equal([cat.Id, "edit-1-2"], corrected.Instances.Select(instance => instance.Id));
            Assert.Equal((1, PictureState.Corrected), (corrected.Version, corrected.State));
            Assert.Equal((1, PictureState.Done), (removed.Version, removed.State));
        }

        Assert.Equal(
            [(1L, Other, LabelSource.Corrected, (double?)null), (2L, EditedRun.Cat, LabelSource.Manual, null)],
            _run.Annotations("a.png").Select(made => (made.CategoryId, made.Mask, made.Source!.Value, made.Score)));
        Assert.Empty(_run.Annotations("b.png"));
        Assert.Equal((LabelSource.Auto, 0.9), _run.Annotations("c.png").Select(made => (made.Source!.Value, made.Score!.Value)).Single());
        Assert.Equal("2", FinishedRun.Open(_run.Output).Dataset.Info.Provenance["edited_pictures"]);
    }

    [Fact]
    public void Sources_reach_the_file_and_come_back()
    {
        using (LabelWorkspace workspace = _run.Open())
        {
            _run.Edit(workspace, "a.png", new PictureEdit(0, [New("dog")], []));
        }

        string file = Path.Combine(_run.Output, "annotations.json");
        CocoWriter.Write(file, CocoFormat.ToCoco(FinishedRun.Open(_run.Output).Dataset));

        Assert.Contains("\"clipsurgery\":{\"source\":\"manual\"}", File.ReadAllText(file));
        Assert.Equal(
            [LabelSource.Auto, LabelSource.Manual, LabelSource.Auto, LabelSource.Auto],
            CocoReader.Read(file).Annotations.Select(made => made.Source!.Value));
    }

    [Fact]
    public void Edits_are_there_when_it_is_opened_again()
    {
        using (LabelWorkspace workspace = _run.Open())
        {
            _run.Edit(workspace, "a.png", new PictureEdit(0, [New("dog")], []));
            _run.Edit(workspace, "a.png", new PictureEdit(1, [], ["edit-1-1"]));
            workspace.AddClass(new LabelClass { Name = "bird", Prompts = ["bird"] });
            _run.Edit(workspace, "a.png", new PictureEdit(2, [New("bird")], [], IsDone: true));
        }

        using LabelWorkspace again = _run.Open();

        EditedPicture picture = _run.Read(again, "a.png");
        Assert.Equal((3, PictureState.Done), (picture.Version, picture.State));
        Assert.Equal(["cat", "bird"], picture.Instances.Select(instance => instance.Class));
        Assert.Equal(["cat", "dog", "bird"], again.Classes.Select(label => label.Name));
        Assert.Equal(["bird"], again.Classes[2].Prompts);
    }

    [Fact]
    public void What_was_removed_comes_back_as_it_was()
    {
        using LabelWorkspace workspace = _run.Open();
        EditedInstance cat = _run.Read(workspace, "a.png").Instances[0];

        _run.Edit(workspace, "a.png", new PictureEdit(0, [], [cat.Id]));
        EditedInstance back = Assert.Single(_run.Edit(workspace, "a.png", new PictureEdit(1, [cat], [])).Instances);

        Assert.Equal((cat.Id, cat.Source, cat.Score, cat.Mask), (back.Id, back.Source, back.Score, back.Mask));
        Assert.Equal(cat.Parts, back.Parts);
    }

    [Fact]
    public void What_is_accepted_stays_as_it_was_found()
    {
        using LabelWorkspace workspace = _run.Open();
        EditedInstance cat = _run.Read(workspace, "a.png").Instances[0];

        EditedInstance accepted = _run.Edit(workspace, "a.png", new PictureEdit(0, [cat with { IsAccepted = true, Source = null }], [])).Instances[0];

        Assert.Equal((LabelSource.Auto, 0.9, true), (accepted.Source, accepted.Score, accepted.IsAccepted));
        Assert.Equal(0.5, accepted.Parts["presence"]);
        Assert.Null(workspace.Pictures[0].LeastScore);
    }

    [Fact]
    public void The_later_of_two_edits_of_one_version_is_refused()
    {
        using LabelWorkspace workspace = _run.Open();
        _run.Edit(workspace, "a.png", new PictureEdit(0, [New("dog")], []));

        EditConflictException conflict = Assert.Throws<EditConflictException>(
            () => _run.Edit(workspace, "a.png", new PictureEdit(0, [New("cat")], [])));

        Assert.Equal(["cat", "dog"], conflict.Current.Instances.Select(instance => instance.Class));
        Assert.Equal(["cat", "dog"], _run.Read(workspace, "a.png").Instances.Select(instance => instance.Class));
    }

    [Fact]
    public void Edits_belong_to_the_content_of_a_picture()
    {
        using (LabelWorkspace workspace = _run.Open())
        {
            _run.Edit(workspace, "a.png", new PictureEdit(0, [New("dog")], []));
            _run.Write("a.png", "another picture");

            EditedPicture other = _run.Read(workspace, "a.png");
            Assert.Equal((0, PictureState.NotLabelled, 0), (other.Version, other.State, other.Instances.Count));
            Assert.Equal(["bird"], _run.Edit(workspace, "a.png", new PictureEdit(0, [New("bird", workspace)], [])).Instances.Select(made => made.Class));
        }

        Assert.Equal(["a.png"], FinishedRun.Open(_run.Output).StaleEdits);
        Assert.Equal(LabelSource.Auto, Assert.Single(_run.Annotations("a.png")).Source);
    }

    [Fact]
    public void A_folder_that_only_people_have_labelled_is_a_run_too()
    {
        using EditedRun run = new(isLabelled: false);
        using (LabelWorkspace workspace = run.Open("cat", "dog"))
        {
            Assert.All(workspace.Pictures, picture => Assert.Equal(PictureState.NotLabelled, picture.State));
            run.Edit(workspace, "b.png", new PictureEdit(0, [New("dog")], [], IsDone: true));
            run.Edit(workspace, "c.png", new PictureEdit(0, [], [], IsDone: true));
        }

        FinishedRun finished = FinishedRun.Open(run.Output);

        Assert.Equal(run.Pictures, finished.Dataset.PictureFolder);
        Assert.Equal(["cat", "dog"], finished.Dataset.Classes.Select(label => label.Name));
        Assert.Equal([("b.png", 8, 1), ("c.png", 8, 0)], finished.Dataset.Pictures.Select(
            picture => (picture.Image.FileName, picture.Image.Width, picture.Annotations.Count)));
        Assert.Equal((2L, LabelSource.Manual), run.Annotations("b.png").Select(made => (made.CategoryId, made.Source!.Value)).Single());
    }

    [Theory]
    [InlineData("There is no class bird; add it first.")]
    [InlineData("A mask is 5x5; the picture is 8x6.")]
    [InlineData("A mask is empty; remove the instance instead.")]
    [InlineData("The score 2 is none; expected 0 to 1.")]
    [InlineData("The id ../x is none; expected up to 64 letters, digits and hyphens.")]
    [InlineData("There is no instance nobody to remove.")]
    [InlineData("The instance x comes twice in one edit; give it once.")]
    public void An_edit_that_does_not_fit_is_refused_and_nothing_of_it_is_kept(string problem)
    {
        using LabelWorkspace workspace = _run.Open();
        EditedInstance fine = New("cat");
        PictureEdit edit = problem switch
        {
            _ when problem.Contains("bird") => new(0, [fine, fine with { Class = "bird" }], []),
            _ when problem.Contains("5x5") => new(0, [fine with { Mask = Mask.FromPolygons(5, 5, [[0, 0, 3, 0, 3, 3]]) }], []),
            _ when problem.Contains("empty") => new(0, [fine with { Mask = Mask.FromPolygons(8, 6, []) }], []),
            _ when problem.Contains("score") => new(0, [fine with { Score = 2 }], []),
            _ when problem.Contains("../x") => new(0, [fine with { Id = "../x" }], []),
            _ when problem.Contains("nobody") => new(0, [fine], ["nobody"]),
            _ => new(0, [fine with { Id = "x" }, fine with { Id = "x" }], []),
        };
        long before = new FileInfo(_run.Edits).Length;

        Assert.Equal(problem, Assert.Throws<ClipSurgeryException>(() => _run.Edit(workspace, "a.png", edit)).Message);

        Assert.Equal(before, new FileInfo(_run.Edits).Length);
        Assert.Equal(0, _run.Read(workspace, "a.png").Version);
    }

    [Fact]
    public void A_second_process_is_refused()
    {
        using LabelWorkspace workspace = _run.Open();

        Assert.Equal(
            $"{_run.Edits}: another server has these labels open; end that one first, or give another --output.",
            Assert.Throws<ClipSurgeryException>(() => _run.Open()).Message);
    }

    [Fact]
    public void What_is_kept_can_be_read_while_it_is_open()
    {
        using LabelWorkspace workspace = _run.Open();
        _run.Edit(workspace, "a.png", new PictureEdit(0, [New("dog")], []));

        Assert.Equal([1L, 2L], _run.Annotations("a.png").Select(made => made.CategoryId));
    }

    [Fact]
    public void A_torn_last_line_is_cut_off_and_damage_in_the_middle_is_refused()
    {
        using (LabelWorkspace workspace = _run.Open())
        {
            _run.Edit(workspace, "a.png", new PictureEdit(0, [New("dog")], []));
            _run.Edit(workspace, "a.png", new PictureEdit(1, [New("dog")], []));
        }

        byte[] whole = File.ReadAllBytes(_run.Edits);
        File.WriteAllBytes(_run.Edits, whole[..^5]);
        using (LabelWorkspace workspace = _run.Open())
        {
            Assert.Equal(1, _run.Read(workspace, "a.png").Version);
            Assert.Equal(2, _run.Edit(workspace, "a.png", new PictureEdit(1, [New("dog")], [])).Version);
        }

        Assert.Equal(whole, File.ReadAllBytes(_run.Edits));
        whole[whole.Length / 2] ^= 1;
        File.WriteAllBytes(_run.Edits, whole);

        string problem = Assert.Throws<ClipSurgeryException>(() => _run.Open()).Message;
        Assert.Matches(@"edits\.jsonl: line \d is damaged; restore the file from a copy, or move it away to go on without its edits\.$", problem);
        Assert.Equal(problem, Assert.Throws<ClipSurgeryException>(() => FinishedRun.Open(_run.Output)).Message);
    }

    private static EditedInstance New(string label) => new() { Class = label, Mask = EditedRun.Cat };

    private static EditedInstance New(string label, LabelWorkspace workspace)
    {
        workspace.AddClass(new LabelClass { Name = label });
        return New(label);
    }
}
