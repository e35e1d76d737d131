namespace ClipSurgery;

/// <summary>What <c>models pull</c> was asked for.</summary>
/// <param name="Name">The name to install it by.</param>
/// <param name="Repository">Where it is.</param>
/// <param name="Entry">The catalog's entry; null for a repository of the hub.</param>
internal sealed record ModelRequest(string Name, HubRepository Repository, CatalogModel? Entry)
{
    /// <summary>Reads a name of the catalog, <c>owner/name</c> or <c>owner/name@revision</c>.</summary>
    /// <exception cref="ClipSurgeryException">It is neither.</exception>
    public static ModelRequest Parse(string text)
    {
        if (ModelCatalog.Find(text) is CatalogModel entry)
        {
            return new ModelRequest(entry.Name, new HubRepository(entry.Repo, entry.Revision), entry);
        }

        // Two owners may use one name.
        if (HubRepository.TryParse(text) is HubRepository repository)
        {
            return new ModelRequest(repository.Repo.Replace("/", "--", StringComparison.Ordinal), repository, null);
        }

        string near = NearestWord.Find(text, [.. ModelCatalog.Models.Select(model => model.Name)]) is string word ? $"{word} is near; " : "";
        throw new ClipSurgeryException(
            $"{text}: no such model; {near}give a name of 'clip-surgery models list --available', or OWNER/REPO of the hub.");
    }
}
