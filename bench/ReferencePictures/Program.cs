// Makes the resource of src/Core/Evidence/ReferencePictures.cs from picture files, in the order given.
// dotnet run --project bench/ReferencePictures -c Release -- src/Core/Evidence/reference-pictures.br PICTURE...
using System.IO.Compression;
using ClipSurgery;

const int Side = 224;
const int Step = 4;
using FileStream file = File.Create(args[0]);
using BrotliStream packed = new(file, CompressionLevel.SmallestSize);
foreach (string picture in args[1..])
{
    RgbImage image = PillowResize.Resize(ImageFile.Read(picture).Image, Side, Side, ResampleFilter.Bicubic);
    for (int channel = 0; channel < 3; channel++)
    {
        for (int y = 0; y < Side; y++)
        {
            int left = 0;
            for (int x = 0; x < Side; x++)
            {
                int value = image.Row(y)[3 * x + channel] / Step;
                packed.WriteByte((byte)(value - left));
                left = value;
            }
        }
    }
}
