namespace TradingBot.ExchangeSim.Matching;

/// <summary>Order id to pool slot: open addressing, linear probing, deletion by shifting back (no tombstones, so it never degrades).</summary>
internal sealed class OrderIndex
{
    private Entry[] _entries;
    private int _mask;
    private int _shift;
    private int _count;

    public OrderIndex(int capacity)
    {
        int size = 16;
        while (size < capacity * 2)
            size *= 2;
        _entries = new Entry[size];
        Resized();
    }

    public int Find(long id)
    {
        Entry[] entries = _entries;
        for (int at = Home(id); ; at = (at + 1) & _mask)
        {
            ref Entry entry = ref entries[at];
            if (entry.Id == id)
                return entry.Slot;
            if (entry.Id == 0)
                return 0;
        }
    }

    public void Add(long id, int slot)
    {
        if (_count * 2 >= _entries.Length)
            Grow();
        int at = Home(id);
        while (_entries[at].Id != 0)
            at = (at + 1) & _mask;
        _entries[at] = new Entry { Id = id, Slot = slot };
        _count++;
    }

    /// <summary>Removes the id and returns its slot, or 0 where it is unknown.</summary>
    public int Remove(long id)
    {
        Entry[] entries = _entries;
        int at = Home(id);
        while (entries[at].Id != id)
        {
            if (entries[at].Id == 0)
                return 0;
            at = (at + 1) & _mask;
        }
        int slot = entries[at].Slot;
        CloseHole(entries, at);
        _count--;
        return slot;
    }

    private void CloseHole(Entry[] entries, int hole)
    {
        for (int at = (hole + 1) & _mask; entries[at].Id != 0; at = (at + 1) & _mask)
        {
            // An entry may move back only if its home is not between the hole and itself.
            if (((at - Home(entries[at].Id)) & _mask) >= ((at - hole) & _mask))
            {
                entries[hole] = entries[at];
                hole = at;
            }
        }
        entries[hole] = default;
    }

    private int Home(long id) => unchecked((int)((ulong)id * 0x9E3779B97F4A7C15UL >> _shift));

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = new Entry[old.Length * 2];
        Resized();
        _count = 0;
        foreach (Entry entry in old)
        {
            if (entry.Id != 0)
                Add(entry.Id, entry.Slot);
        }
    }

    private void Resized()
    {
        _mask = _entries.Length - 1;
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)_entries.Length);
    }

    private struct Entry
    {
        public long Id;
        public int Slot;
    }
}
