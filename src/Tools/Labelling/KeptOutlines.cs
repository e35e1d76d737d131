namespace ClipSurgery.Tools;

/// <summary>The objects that no mask fits, and that kept the outline that was given: told, and written down.</summary>
internal static class KeptOutlines
{
    private const int Shown = 5;

    /// <summary>Writes the list; where there are none there is no file. Runs by text have none, and are not looked through.</summary>
    public static void Write(LabelledDataset dataset, string path, ToolConsole console)
    {
        (CocoImage Image, CocoAnnotation Annotation)[] kept = dataset.Info.Provenance.ContainsKey(JournalHeader.BoxesKey)
            ?
            [
                .. dataset.Pictures.SelectMany(picture => picture.Annotations
                    .Where(annotation => annotation.ScoreParts.ContainsKey(RefinedObject.KeptPart))
                    .Select(annotation => (picture.Image, annotation))),
            ]
            : [];
        if (kept.Length == 0)
        {
            File.Delete(path);
            return;
        }

        JsonLine.WriteFile(path, kept, (json, one) =>
        {
            json.WriteString("file_name", one.Image.FileName);
            json.WriteNumber("id", one.Annotation.Id);
            json.WriteString("class", ClassOf(one.Annotation));
            json.WriteNumber("box_agreement", JsonLine.Round(one.Annotation.ScoreParts["box_agreement"]));
        });
        string some = string.Join(
            ", ", kept.Take(Shown).Select(one => $"{PlainText.Short(ClassOf(one.Annotation))} in {PlainText.Short(one.Image.FileName)}"));
        console.Note(
            $"{Quantity.Of(kept.Length, "object")} that no mask fits kept the outline given: {some}{(kept.Length > Shown ? ", …" : "")}; " +
            $"{path} lists {(kept.Length == 1 ? "it" : "them")}.");

        string ClassOf(CocoAnnotation annotation) => dataset.Classes[(int)annotation.CategoryId - 1].Name;
    }
}
