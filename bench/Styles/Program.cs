// The pictures of a COCO folder drawn in other styles: ink, false colours, blur with noise. Objects stay where they are, so the masks
// hold for all of them. Writes OUTPUT/ink, OUTPUT/colours and OUTPUT/blur, each a COCO folder like the given one.
// dotnet run --project bench/Styles -c Release -- FOLDER OUTPUT
using ClipSurgery;
using ClipSurgery.Bench;

string folder = args[0];
CocoDataset truth = CocoReader.Read(Path.Combine(folder, "instances.json"));
foreach (PictureStyle style in PictureStyle.All)
{
    string styled = Path.Combine(args[1], style.Name);
    Directory.CreateDirectory(Path.Combine(styled, "images"));
    foreach (CocoImage picture in truth.Images)
    {
        RgbImage image = ImageFile.Read(Path.Combine(folder, "images", picture.FileName)).Image;
        PngFile.WriteRgb(Path.Combine(styled, "images", AsPng(picture.FileName)), style.Apply(image));
    }

    CocoDataset renamed = truth with
    {
        Images = [.. truth.Images.Select(picture => picture with { FileName = AsPng(picture.FileName) })],
    };
    CocoWriter.Write(Path.Combine(styled, "instances.json"), renamed);
    Console.WriteLine(styled);
}

static string AsPng(string fileName) => Path.ChangeExtension(fileName, ".png");
