import { describe, expect, it } from 'vitest'
import { maskAnswer, maskId, maskMessage, maskText, maskValue } from './personal-data.ts'

const posting = {
  posting_number: '23281294-0063-2',
  status: 'awaiting_packaging',
  in_process_at: '2026-11-24T10:00:00Z',
  is_express: false,
  customer: {
    customer_id: 60006,
    name: 'Иванова Анна',
    phone: '+7 912 345-67-89',
    address: { city: 'Казань', address_tail: 'ул. Баумана, 7', latitude: 55.79 },
  },
  addressee: { name: 'Anna Ivanova', phone: '79123456789' },
  analytics_data: { region: 'Татарстан', payment_type_group_name: 'Карты оплаты', warehouse: 'KAZAN_1' },
  products: [{ sku: 1728663479, offer_id: 'cup-01', quantity: 2, price: '1290.00' }],
}
const PEOPLE = [
  'Иванова',
  'Анна',
  'Ivanova',
  '912 345',
  '79123456789',
  'Казань',
  'Баумана',
  '55.79',
  'Татарстан',
]

describe('an answer in the diagnostics', () => {
  it('loses the people and keeps the shape, the codes and the dates', () => {
    const masked = maskAnswer(JSON.stringify({ result: { postings: [posting] } }))
    for (const word of PEOPLE) expect(masked).not.toContain(word)
    expect(masked).not.toContain('1728663479')
    expect(masked).not.toContain('23281294')
    expect(masked).toContain('"status":"awaiting_packaging"')
    expect(masked).toContain('"in_process_at":"2026-11-24T10:00:00Z"')
    expect(masked).toContain('"is_express":false')
    expect(masked).toContain('"price":"1290.00"')
    expect(masked).toContain('"warehouse":"KAZAN_1"')
  })
  it('loses them wherever it was cut', () => {
    const whole = JSON.stringify([posting, posting])
    for (let length = 2; length < whole.length; length++) {
      const masked = maskAnswer(whole.slice(0, length))
      for (const word of PEOPLE) expect(masked).not.toContain(word)
    }
  })
  it('is personal again behind a personal field, and not behind the next one', () => {
    expect(maskAnswer('{"buyer":[{"a":"x"},"y"],"b":"x"}')).toBe('{"buyer":[{"a":"***"},"***"],"b":"x"}')
    expect(maskAnswer('{"name":"x","b":"y"}')).toBe('{"name":"***","b":"y"}')
    expect(maskAnswer('[{"name":"x"},{"a":"y"},true]')).toBe('[{"name":"***"},{"a":"y"},true]')
  })
  it('keeps of a code that was cut all that came', () => {
    expect(maskAnswer('{"status":"deliv')).toBe('{"status":"deliv"')
    expect(maskAnswer('{"status":"')).toBe('{"status":""')
    expect(maskAnswer('{"status":""}')).toBe('{"status":""}')
  })
  it('loses numbers of five digits and more wherever they stand, and keeps shorter ones', () => {
    expect(maskAnswer('{"id":60006,"more":["12345",9999,"1234"],"at":"2026-11-24"}')).toBe(
      '{"id":#####,"more":["#####",9999,"1234"],"at":"2026-11-24"}',
    )
    expect(maskText('заказ 60006, код 9999')).toBe('заказ #####, код 9999')
  })
  it('keeps quotation marks inside a string where they are', () => {
    expect(maskAnswer(JSON.stringify({ title: 'a "b", {c}', ok: true }))).toBe('{"title":"*** 12","ok":true}')
  })
  it('is read as a text when it is no JSON', () => {
    expect(maskAnswer('<h1>Иванова Анна, anna@mail.ru</h1>')).toBe('<h1>*** ***, ***</h1>')
    expect(maskAnswer('Дата;Заказы;sku\n2026-11-24;5;1728663479')).toBe(
      '***;***;sku\n2026-11-24;5;##########',
    )
  })
})

describe('a message in the diagnostics', () => {
  it('keeps its words and its dates, and loses addresses and long numbers', () => {
    expect(maskText('Заказ 23281294-0063-2 от 2026-11-24: пишите anna@mail.ru, 8 (912) 345-67-89')).toBe(
      'Заказ ########-####-# от 2026-11-24: пишите ***, # (###) ###-##-##',
    )
  })
  it('keeps sentences that give the reason, their opening word included, and no other capitalised word', () => {
    expect(maskMessage('GET /x: 403 {"errorText":"Доступ запрещён для Ивановой Анны","kind":"Анна"}')).toBe(
      'GET /x: 403 {"errorText":"Доступ запрещён для ***","kind":"*** 4"}',
    )
    expect(maskMessage('GET /x: 403 {"message":"Иванова: нет","of":"Анна Б"}')).toBe(
      'GET /x: 403 {"message":"***: нет","of":"*** 6"}',
    )
    expect(maskMessage('{"message":"\\u0410\\u043d\\u043d\\u0430 \\u0411"}')).toBe('{"message":"***"}')
    expect(maskMessage('502 <h1>Ошибка: Анна</h1>')).toBe('502 <h1>***: ***</h1>')
  })
  it('is masked again without a change', () => {
    const once = maskMessage('GET /x: 400 {"errors":["нет Анны"],"buyer":{"id":1},"of":"Анна Б"} ')
    expect(once).toBe('GET /x: 400 {"errors":["нет ***"],"buyer":{"id":#},"of":"*** 6"} ')
    expect(maskMessage(once)).toBe(once)
  })
  it('is a sentence no more behind the object that held it', () => {
    expect(maskMessage('[{"detail":"нет места"},"нет места"]')).toBe('[{"detail":"нет места"},"*** 9"]')
  })
  it('shows the end of an id', () => {
    expect(maskId('1943900')).toBe('***900')
  })
})

it('a request keeps its shape, its codes and its days, and loses people and long numbers', () => {
  const of = {
    filter: { phone: '+79121000001', ids: [1728663479, 5], buyer: { id: 7, is: true }, q: 'ул. Баумана' },
    from: '2026-11-24',
    none: null,
    fromAnna: 'a@mail.ru',
  }
  expect(maskValue(of)).toEqual({
    filter: { phone: '***', ids: ['##########', 5], buyer: { id: '#', is: true }, q: '*** 11' },
    from: '2026-11-24',
    none: null,
    fromAnna: '*** 9',
  })
})
