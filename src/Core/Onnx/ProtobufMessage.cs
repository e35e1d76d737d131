namespace ClipSurgery;

/// <summary>A stretch of a file that holds fields. Enumerating it reads their tags and lengths and skips their content.</summary>
internal readonly struct ProtobufMessage(ProtobufFile file, long start, long end)
{
    public Enumerator GetEnumerator() => new(file, start, end);

    internal struct Enumerator(ProtobufFile file, long start, long end)
    {
        private long _next = start;

        public ProtobufField Current { get; private set; }

        /// <exception cref="ClipSurgeryException">A field breaks the wire format or reaches over the message's end.</exception>
        public bool MoveNext()
        {
            if (_next == end)
            {
                return false;
            }

            long at = _next;
            ulong tag = file.ReadVarint(ref _next, end);
            int number = (int)Math.Min(tag >> 3, int.MaxValue);
            ProtobufWireType type = (ProtobufWireType)(tag & 7);
            if (tag is < 8 or > uint.MaxValue)
            {
                throw file.Damage(at, $"has field number {tag >> 3}");
            }

            long content = _next;
            ulong value = 0;
            ulong length;
            switch (type)
            {
                case ProtobufWireType.Varint:
                    value = file.ReadVarint(ref _next, end);
                    length = (ulong)(_next - content);
                    break;
                case ProtobufWireType.Fixed64:
                    length = 8;
                    break;
                case ProtobufWireType.Fixed32:
                    length = 4;
                    break;
                case ProtobufWireType.LengthDelimited:
                    length = file.ReadVarint(ref _next, end);
                    content = _next;
                    break;
                default:
                    throw file.Damage(at, $"has wire type {(int)type}, which ONNX does not use");
            }

            if (length > (ulong)(end - content))
            {
                throw file.Damage(at, $"needs {length} bytes where {end - content} are left");
            }

            _next = content + (long)length;
            Current = new ProtobufField(file, number, type, value, content, _next);
            return true;
        }
    }
}
