import { Cursor } from '../container/cursor.ts';
import { readKey } from '../container/keys.ts';
import type { RootFile } from '../container/root-file.ts';
import { ObjectReader } from './object-reader.ts';
import type { RootObject } from './root-object.ts';
import { type StreamerElement, type StreamerInfo, Streamers } from './streamers.ts';

const WHAT = 'the streamer information';

/** Reads how the classes of a file are stored; a file of basic values alone may say nothing. */
export async function readStreamers(file: RootFile): Promise<Streamers> {
  if (file.streamerInfo.length === 0) return new Streamers([]);
  const [bytes] = (await file.read([file.streamerInfo])) as [Uint8Array];
  const { keyLength, objectLength } = readKey(new Cursor(bytes, file.name, WHAT));
  const object = await file.unpack(bytes.subarray(keyLength), objectLength, WHAT);
  const infos = new ObjectReader(object, keyLength, file.name, WHAT, new Streamers([])).object('TList').items;
  return new Streamers(infos.flatMap((info) => (info?.className === 'TStreamerInfo' ? [infoOf(info)] : [])));
}

function infoOf(object: RootObject): StreamerInfo {
  return {
    name: object.text('fName'),
    version: object.number('fClassVersion'),
    checksum: object.number('fCheckSum'),
    elements: (object.one('fElements')?.items ?? []).flatMap((one) => (one === undefined ? [] : [elementOf(one)])),
  };
}

function elementOf(object: RootObject): StreamerElement {
  return {
    element: object.className,
    name: object.text('fName'),
    title: object.text('fTitle'),
    type: object.number('fType'),
    typeName: object.text('fTypeName'),
    dims: [...object.numbers('fMaxIndex').subarray(0, Math.max(0, object.number('fArrayDim')))],
    countName: object.text('fCountName'),
    baseVersion: object.number('fBaseVersion'),
  };
}
