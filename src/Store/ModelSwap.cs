namespace ClipSurgery;

/// <summary>Puts a finished folder in a model's place.</summary>
internal static class ModelSwap
{
    public static void Put(StoreFolder folder, ModelKind kind, string name, string assembly)
    {
        string target = folder.Model(kind, name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (!Directory.Exists(target))
        {
            Directory.Move(assembly, target);
            return;
        }

        // Two folders cannot be exchanged in one portable step.
        string old = folder.NewAssembly(kind, name);
        Directory.Move(target, old);
        try
        {
            Directory.Move(assembly, target);
        }
        catch
        {
            Directory.Move(old, target);
            throw;
        }

        Directory.Delete(old, recursive: true);
    }
}
