using System.Text.Json;

namespace ClipSurgery;

/// <summary>The models that have a short name.</summary>
public static class ModelCatalog
{
    private static readonly Lazy<IReadOnlyList<CatalogModel>> Embedded = new(Read);

    /// <summary>All of them: CLIP models first, then SAM models.</summary>
    public static IReadOnlyList<CatalogModel> Models => Embedded.Value;

    /// <summary>The model of a name, or null.</summary>
    public static CatalogModel? Find(string name) => Models.FirstOrDefault(model => model.Name == name);

    private static CatalogModel[] Read()
    {
        using Stream stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("catalog.json")
            ?? throw new InvalidOperationException("catalog.json is not embedded in ClipSurgery.Store.");
        return JsonSerializer.Deserialize(stream, StoreJson.Indented.CatalogModelArray)!;
    }
}
