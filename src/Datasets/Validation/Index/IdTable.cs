using System.Text.Json;

namespace ClipSurgery;

/// <summary>What a table knows of one entry.</summary>
/// <param name="Slot">The thing that the entry stands for; entries that share an id or are repetitions share it.</param>
/// <param name="IsRepetition">True where an earlier entry says the same.</param>
/// <param name="IsIdTaken">True where an earlier entry has the id for something else.</param>
internal readonly record struct IdTableEntry(int Slot, bool IsRepetition, bool IsIdTaken);

/// <summary>
/// The ids of a list of entries that others refer to, and those that mending gives: a whole number from 1 stays, and whatever has
/// none gets the next one after the largest.
/// </summary>
internal sealed class IdTable
{
    private readonly Dictionary<CocoId, int> _slotOfId = [];
    private readonly Dictionary<string, int> _slotOfIdentity = [];
    private readonly List<long?> _ownIds = [];
    private readonly List<IdTableEntry> _entries = [];
    private long[]? _ids;

    /// <summary>Number of things that the entries stand for.</summary>
    public int Count => _ownIds.Count;

    /// <summary>True where the ids leave some numbers out.</summary>
    public bool HasGaps => _ownIds.Max() > _ownIds.Count;

    /// <summary>The entry at a place of the list.</summary>
    public IdTableEntry this[int index] => _entries[index];

    /// <summary>Adds the next entry of the list.</summary>
    /// <param name="id">Its id, where it has one.</param>
    /// <param name="identity">What makes it the same as another one; null where that cannot be told.</param>
    public IdTableEntry Add(JsonElement? id, string? identity)
    {
        CocoId? key = CocoId.Read(id);
        int slotOfId = -1;
        bool isKnownId = key is CocoId known && _slotOfId.TryGetValue(known, out slotOfId);
        int slot = -1;
        bool isRepetition = identity is not null && _slotOfIdentity.TryGetValue(identity, out slot);
        if (!isRepetition)
        {
            slot = isKnownId ? slotOfId : _ownIds.Count;
            if (!isKnownId)
            {
                _ownIds.Add(key is { Number: >= 1 } ? key.Value.Number : null);
            }

            if (identity is not null)
            {
                _slotOfIdentity[identity] = slot;
            }
        }

        if (key is CocoId own)
        {
            _slotOfId.TryAdd(own, slot);
        }

        IdTableEntry entry = new(slot, isRepetition, isKnownId && !isRepetition);
        _entries.Add(entry);
        return entry;
    }

    /// <summary>Keeps the place of an entry that is none.</summary>
    public void AddNone() => _entries.Add(default);

    /// <summary>What an id refers to, or null.</summary>
    public int? SlotOf(CocoId id) => _slotOfId.TryGetValue(id, out int slot) ? slot : null;

    /// <summary>The id of a thing after mending; to be asked when all entries were added.</summary>
    public long IdOf(int slot) => (_ids ??= GiveIds())[slot];

    private long[] GiveIds()
    {
        NewIds newIds = new(_ownIds.OfType<long>());
        return [.. _ownIds.Select(id => id ?? newIds.Next())];
    }
}
